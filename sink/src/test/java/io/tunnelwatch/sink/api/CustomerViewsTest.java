package io.tunnelwatch.sink.api;

import static io.tunnelwatch.sink.api.SharedFleet.CUSTOMER;
import static io.tunnelwatch.sink.api.SharedFleet.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.sink.model.CustomerScope;
import io.tunnelwatch.sink.model.FeedStatus;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.packet.IncidentLog;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A customer sees all that is about his connections, and nothing of what is not. */
class CustomerViewsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FLEETS = 40;
    private static final CustomerScope SCOPE = new CustomerScope(Map.of("tag_customer", CUSTOMER));

    private final ManualClock clock = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final Api everything = new Api(model, ApiFixture.words(model), clock, "");
    private final CustomerViews customers = new CustomerViews(
            model, FeedStatus.HEALTHY, new ClockSteps(clock, clock::nanos, () -> {}), clock, clock::nanos, "");

    static LongStream seeds() {
        return LongStream.range(0, FLEETS);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldNotShowAnythingOfOthersAtAnyAddress(long seed) throws IOException {
        var fleet = new SharedFleet(seed, model);
        var random = new SplittableRandom(seed);

        for (String address : addresses(fleet, random)) {
            Reply reply = ofCustomer(address);
            assertThat(new String(reply.body(), StandardCharsets.UTF_8))
                    .as(address)
                    .doesNotContain("must-never");
            assertThat(reply.caching()).as(address).isEqualTo("no-store");
            assertThat(reply.status()).as(address).isIn(200, 404);
        }
    }

    /** Each address of the description of the API, with each id and at several times. */
    private List<String> addresses(SharedFleet fleet, SplittableRandom random) throws IOException {
        var addresses = new ArrayList<String>();
        JsonNode contract = JSON.readTree(
                everything.reply("/api/v1/openapi.json", new Fields()).body());
        contract.path("paths").properties().forEach(path -> {
            JsonNode get = path.getValue().path("get");
            if (get.isMissingNode() || path.getKey().equals("/api/v1/stream")) {
                return;
            }
            for (String one : filled(path.getKey(), fleet)) {
                addresses.add(one);
                get.path("parameters").forEach(it -> {
                    if (it.path("name").asText().equals("at")) {
                        addresses.add(one + "?at=" + NOW.minusSeconds(random.nextLong(40 * 86_400)));
                    }
                });
            }
        });
        assertThat(addresses).hasSizeGreaterThan(30);
        addresses.addAll(
                List.of("/api/v1/alerts?status=all", "/api/v1/commands?all", "/api/v1/fleet?group=tag:customer"));
        for (String by : List.of("connection", "tunnel", "gateway", "customerGateway", "account", "region", "tag")) {
            addresses.add("/api/v1/availability?by=" + by + "&from=" + NOW.minus(Duration.ofDays(35)));
        }
        for (String it : fleet.ids()) {
            addresses.add("/api/v1/intervals?entity=" + it + "&from=" + NOW.minus(Duration.ofDays(40)));
        }
        for (String it : fleet.fingerprints()) {
            addresses.add("/api/v1/notices?fingerprint=" + it);
            addresses.add("/api/v1/alerts/" + it + "/packet?format=json");
        }
        addresses.add("/api/v1/strips?from=" + NOW.minus(Duration.ofDays(35)));
        return addresses;
    }

    private static List<String> filled(String path, SharedFleet fleet) {
        if (path.contains("{id}")) {
            return fleet.ids().stream().map(it -> path.replace("{id}", it)).toList();
        }
        if (path.contains("{fingerprint}")) {
            return fleet.fingerprints().stream()
                    .map(it -> path.replace("{fingerprint}", it))
                    .toList();
        }
        return List.of(path.equals("/api/v1/intervals") ? path + "?entity=acct/region" : path);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldShowHisConnectionsAsEverybodySeesThem(long seed) throws IOException {
        var fleet = new SharedFleet(seed, model);

        assertThat(connections(ofCustomer("/api/v1/connections"))).isEqualTo(own(fleet, Instant.MAX));
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 20; i++) {
            Instant at = NOW.minusSeconds(random.nextLong(40 * 86_400));
            assertThat(connections(ofCustomer("/api/v1/connections?at=" + at)))
                    .as("at " + at)
                    .isEqualTo(own(fleet, at));
        }
    }

    /** A customer without an alert does not lack any. */
    @Test
    void shouldLackWhatEverybodyLacks() throws IOException {
        String address = "/api/v1/summary?at=" + NOW.minusSeconds(3_600);

        assertThat(JSON.readTree(ofCustomer(address).body()).path("incomplete"))
                .isEqualTo(JSON.readTree(everything
                                .reply("/api/v1/summary", fields(address))
                                .body())
                        .path("incomplete"));
        model.put(IncidentLog.step("f", AlertStatus.FIRING, 0, 1, 1).build());
        model.put(Notification.newBuilder()
                .setNotificationId("n")
                .setFingerprint("f")
                .setKind(NotificationKind.ALERT)
                .setOutcome(NotificationOutcome.NOTIFY)
                .setReason("FIRED")
                .setDetail("")
                .setAttempts(0)
                .setAt(IncidentLog.at(1))
                .setAlert(IncidentLog.step("f", AlertStatus.FIRING, 0, 1, 1).build())
                .build());
        clock.advance(Duration.ofSeconds(2));

        assertThat(JSON.readTree(ofCustomer(address).body()).path("incomplete")).isEmpty();
    }

    /** The connections that have been the customer's since then or before, as everybody sees them. */
    private Map<String, JsonNode> own(SharedFleet fleet, Instant at) throws IOException {
        String address = "/api/v1/connections" + (at.equals(Instant.MAX) ? "" : "?at=" + at);
        var own = connections(everything.reply(address.replaceAll("[?].*", ""), fields(address)));
        own.keySet().removeIf(it -> {
            Instant since = fleet.ownSince().get(it);
            return since == null || since.isAfter(at);
        });
        return own;
    }

    private static Map<String, JsonNode> connections(Reply reply) throws IOException {
        var found = new TreeMap<String, JsonNode>();
        JSON.readTree(reply.body())
                .path("connections")
                .forEach(it -> found.put(it.path("id").asText(), it));
        return found;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldCountTheSameTimesAndPlannedTimes(long seed) throws IOException {
        var fleet = new SharedFleet(seed, model);
        String address = "/api/v1/availability?from=" + NOW.minus(Duration.ofDays(34));

        var rows = rows(ofCustomer(address));

        assertThat(rows.keySet()).isEqualTo(fleet.ownSince().keySet());
        assertThat(JSON.readTree(ofCustomer("/api/v1/commands?all").body()).path("commands"))
                .filteredOn(it -> it.path("type").asText().equals("MAINTENANCE"))
                .hasSize(rows.isEmpty() ? 0 : SharedFleet.MAINTENANCE_OF_CUSTOMER);
        var all = rows(everything.reply("/api/v1/availability", fields(address)));
        for (String it : new TreeSet<>(rows.keySet())) {
            if (fleet.isOwnFromTheBeginning(it)) {
                assertThat(rows.get(it)).as(it).isEqualTo(all.get(it));
            }
        }
    }

    private static Map<String, JsonNode> rows(Reply reply) throws IOException {
        var found = new TreeMap<String, JsonNode>();
        JSON.readTree(reply.body())
                .path("rows")
                .forEach(it -> found.put(it.path("key").asText(), it));
        return found;
    }

    private Reply ofCustomer(String address) {
        return customers.reply(SCOPE, address.replaceAll("[?].*", ""), fields(address), "application/json");
    }

    private static Fields fields(String address) {
        var fields = new Fields();
        int query = address.indexOf('?');
        if (query >= 0) {
            UrlEncoded.decodeTo(address.substring(query + 1), fields::add, StandardCharsets.UTF_8);
        }
        return fields;
    }
}
