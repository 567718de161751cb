package io.tunnelwatch.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What there is in the simulated cloud, and what happens to it when. Read from YAML; {@code demo.yaml} is an example of
 * everything.
 *
 * @param repeat after so long the story begins anew
 */
public record Scenario(
        List<Account> accounts,
        List<Connection> connections,
        List<Event> timeline,
        List<Fault> faults,
        @Nullable Duration repeat) {
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory())
            .registerModule(new JavaTimeModule())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Who may call, and how they sign. */
    public record Account(String name, String accessKeyId, String accessKeySecret) {}

    /** A connection: single-tunnel, or dual-tunnel when it has tunnels. */
    public record Connection(
            String id,
            String name,
            String account,
            String region,
            @Nullable String gateway,
            @Nullable String transitRouter,
            @Nullable String customerGateway,
            @Nullable String status,
            @Nullable String bgp,
            @Nullable String health,
            String localSubnet,
            String remoteSubnet,
            @Nullable Boolean effectImmediately,
            @Nullable Map<String, String> tags,
            @Nullable List<Tunnel> tunnels,
            String psk) {
        boolean isDual() {
            return tunnels != null && !tunnels.isEmpty();
        }

        List<Tunnel> allTunnels() {
            return tunnels == null ? List.of() : tunnels;
        }
    }

    /** One of a dual-tunnel connection's two. */
    public record Tunnel(
            String id,
            String role,
            @Nullable String status,
            @Nullable String bgp,
            String customerGateway,
            String psk) {}

    /**
     * From {@code at} on, something is otherwise.
     *
     * @param connection or, for all that hang on it, {@code gateway}
     * @param tunnel an id; without one a dual-tunnel connection's event is for both
     * @param flap the change alternates with what was before, in this rhythm, until {@code until}
     */
    public record Event(
            Duration at,
            @Nullable Duration until,
            @Nullable Duration flap,
            @Nullable String connection,
            @Nullable String gateway,
            @Nullable String tunnel,
            @Nullable String status,
            @Nullable String bgp,
            @Nullable String health,
            @Nullable String lifecycle,
            @Nullable String psk,
            @JsonProperty("exists") @Nullable Boolean exists) {}

    /** For a while, answers are not what they should be. */
    public record Fault(
            Duration from,
            Duration until,
            Kind kind,
            @Nullable String account,
            @Nullable String region,
            @Nullable String action,
            @Nullable Duration delay,
            @Nullable String code,
            @Nullable Long retryAfterMillis) {
        /** What kind of trouble. */
        public enum Kind {
            @JsonProperty("throttle")
            THROTTLE,
            @JsonProperty("deny")
            DENY,
            @JsonProperty("credentials")
            CREDENTIALS,
            @JsonProperty("server-error")
            SERVER_ERROR,
            @JsonProperty("bad-gateway")
            BAD_GATEWAY,
            @JsonProperty("slow")
            SLOW,
            @JsonProperty("truncate")
            TRUNCATE,
            @JsonProperty("page-shift")
            PAGE_SHIFT
        }
    }

    public Scenario {
        accounts = copy(accounts);
        connections = copy(connections);
        timeline = copy(timeline);
        faults = copy(faults);
    }

    /** Refuses, with the line at fault, what cannot be read. */
    public static Scenario load(Path file) {
        try {
            return parse(Files.readString(file), file.toString());
        } catch (IOException e) {
            throw new OperatorException("Scenario " + file + " cannot be read: check the path and its permissions.", e);
        }
    }

    /** The story of the demo. */
    public static Scenario demo() {
        try (InputStream story = Scenario.class.getResourceAsStream("demo.yaml")) {
            return parse(
                    new String(Objects.requireNonNull(story).readAllBytes(), java.nio.charset.StandardCharsets.UTF_8),
                    "demo.yaml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a text; {@code name} is what errors call it. */
    public static Scenario parse(String yaml, String name) {
        try {
            return YAML.readValue(yaml, Scenario.class).checked(name);
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : ", line " + e.getLocation().getLineNr();
            throw new OperatorException(
                    "Scenario " + name + where + ": "
                            + e.getOriginalMessage().lines().findFirst().orElse("not YAML"),
                    e);
        }
    }

    /** Every {@code account/region} that has connections. */
    public List<String> targets() {
        return connections.stream()
                .map(it -> it.account() + "/" + it.region())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
    }

    Optional<Account> accountOfKey(String accessKeyId) {
        return accounts.stream()
                .filter(it -> it.accessKeyId().equals(accessKeyId))
                .findFirst();
    }

    private Scenario checked(String name) {
        if (accounts.isEmpty()) {
            throw new OperatorException(
                    "Scenario " + name + ": it has no accounts; at least one is needed to sign with.");
        }
        Set<String> ids = connections.stream().map(Connection::id).collect(Collectors.toSet());
        Set<String> gateways = connections.stream()
                .map(Connection::gateway)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        for (Event event : timeline) {
            Stream.of(new String[] {event.connection(), "connection"}, new String[] {event.gateway(), "gateway"})
                    .filter(it -> it[0] != null)
                    .filter(it -> !ids.contains(it[0]) && !gateways.contains(it[0]))
                    .findFirst()
                    .ifPresent(it -> {
                        throw new OperatorException("Scenario " + name + ": the event at " + event.at() + " names the "
                                + it[1] + " '" + it[0] + "', which there is not.");
                    });
        }
        var accountNames = accounts.stream().map(Account::name).collect(Collectors.toSet());
        connections.stream()
                .filter(it -> !accountNames.contains(it.account()))
                .findFirst()
                .ifPresent(it -> {
                    throw new OperatorException("Scenario " + name + ": connection " + it.id() + " is in the account '"
                            + it.account() + "', which there is not.");
                });
        return this;
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /** What the secrets of this scenario are, so that tests can look for them where they must not be. */
    public Set<String> secrets() {
        var secrets = new TreeMap<String, String>();
        connections.forEach(it -> {
            secrets.put(it.psk(), it.id());
            it.allTunnels().forEach(tunnel -> secrets.put(tunnel.psk(), tunnel.id()));
        });
        timeline.stream().map(Event::psk).filter(Objects::nonNull).forEach(it -> secrets.put(it, "timeline"));
        accounts.forEach(it -> secrets.put(it.accessKeySecret(), it.name()));
        return secrets.keySet();
    }
}
