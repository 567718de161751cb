package io.tunnelwatch.ingest.mapper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.document.NaiveJson;
import io.tunnelwatch.ingest.document.NaiveXml;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests every truncation and single-byte mutations of responses. A second, naive reader tells the meaning of a mutated byte:
 * the mapper must agree on everything that the detector judges by, or refuse; and it may refuse only if the naive reader finds
 * no answer either. Every byte takes some harmful values; with {@code -Dtunnelwatch.fuzz=full} all 255.
 */
class MutationTest {
    private static final boolean FULL = "full".equals(System.getProperty("tunnelwatch.fuzz"));

    private final ResponseMapper mapper = new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)));
    private int read;
    private int refused;

    /** The parts of a connection that alerts depend on, as read. */
    record Said(String id, String status, String lifecycle, String health, String bgp, List<String> tunnels) {}

    @ParameterizedTest
    @ValueSource(strings = {"connections/04-dual-tunnel-bgp.json", "connections/08-page-1-of-2.json"})
    void shouldReadListingLikeNaiveReaderOrRefuseIt(String fixture) {
        // When / Then
        mutations(ExampleResponses.bytes(fixture), body -> judge(body, NaiveJson.object(body), () -> false));
        assertThat(read).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connections/04-dual-tunnel-bgp.xml",
                "connections/01-single-health-and-bgp.xml",
                "connections/06-transit-router.xml"
            })
    void shouldReadXmlListingLikeNaiveReaderOrRefuseIt(String fixture) {
        // When / Then
        mutations(
                ExampleResponses.bytes(fixture),
                body -> judge(body, NaiveXml.object(body), () -> NaiveXml.isAmbiguous(body)));
        assertThat(read).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void shouldReadFlatConnectionLikeNaiveReaderOrRefuseIt() {
        // Given
        String id = "vco-fx1single000000000001";
        // When / Then
        mutations(ExampleResponses.bytes("connection/01-single.json"), body -> {
            Optional<Said> expected = NaiveJson.object(body)
                    .map(MutationTest::said)
                    .filter(it -> it.id().equals(id));
            Optional<Said> actual = quietly(() -> mapper.connection(body, id)).map(MutationTest::said);
            agree(body, actual, expected);
        });
        assertThat(read).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }

    @Test
    void shouldReadDownloadedConfigurationLikeNaiveReaderOrRefuseIt() {
        mutations(ExampleResponses.bytes("download/02-dual-tunnel.json"), body -> {
            Optional<List<String>> expected = NaiveJson.object(body)
                    .filter(it -> it.get("VpnConnectionConfig") instanceof Map)
                    .map(it -> items(child(child(it, "VpnConnectionConfig"), "TunnelsConfig"), "TunnelConfig"))
                    .map(it -> it.stream()
                            .map(t -> text(t, "TunnelId") + text(t, "Remote") + text(t, "Local"))
                            .sorted()
                            .toList());
            Optional<List<String>> actual = quietly(() -> mapper.peerConfiguration(body))
                    .map(it -> it.tunnels().stream()
                            .map(t -> t.tunnelId() + t.localAddress() + t.remoteAddress())
                            .sorted()
                            .toList());
            // A tunnel whose id changed in one of the two lists counts as a third one, and one without an id as none.
            if (expected.isPresent() && actual.isPresent()) {
                assertThat(actual.get()).as(() -> text(body)).containsAll(withIds(expected.get()));
            }
            assertThat(actual.isPresent()).as(() -> text(body)).isEqualTo(expected.isPresent());
        });
        assertThat(read).isGreaterThan(1000);
    }

    private static List<String> withIds(List<String> tunnels) {
        return tunnels.stream().filter(it -> it.startsWith("tun-")).toList();
    }

    private void judge(byte[] body, Optional<Map<String, Object>> naive, BooleanSupplier ambiguous) {
        Optional<List<Said>> expected = naive.flatMap(MutationTest::listing);
        Optional<List<Said>> actual = quietly(() -> mapper.listing(body))
                .map(it -> it.connections().stream().map(MutationTest::said).toList());
        boolean doubtful = actual.isEmpty() && expected.isPresent() && ambiguous.getAsBoolean();
        if (!doubtful) {
            agree(body, actual, expected);
        }
    }

    private static <T> void agree(byte[] body, Optional<T> actual, Optional<T> expected) {
        // Compares first: describing each of half a million would cost more than all the rest.
        if (!actual.equals(expected)) {
            assertThat(actual).as(() -> text(body)).isEqualTo(expected);
        }
    }

    @FunctionalInterface
    private interface Reading<T> {
        WithRequestId<T> read() throws MalformedResponseException;
    }

    /** Anything but a value or the one allowed exception escapes and fails the test. */
    private <T> Optional<T> quietly(Reading<T> reading) {
        try {
            T value = reading.read().value();
            read++;
            return Optional.of(value);
        } catch (MalformedResponseException e) {
            refused++;
            assertThat(e.getCause()).isNull();
            assertThat(e.getMessage()).doesNotContain("must-never", "FIXTURE");
            return Optional.empty();
        }
    }

    private void mutations(byte[] body, Consumer<byte[]> test) {
        IntStream.rangeClosed(0, body.length).forEach(length -> test.accept(Arrays.copyOf(body, length)));
        for (int at = 0; at < body.length; at++) {
            byte before = body[at];
            for (int value : harmful(before & 0xff)) {
                byte[] mutated = body.clone();
                mutated[at] = (byte) value;
                test.accept(mutated);
            }
        }
    }

    private static int[] harmful(int octet) {
        IntStream values = FULL ? IntStream.range(0, 256) : IntStream.of(octet ^ 1, octet ^ 0x80, '"', '<');
        return values.filter(it -> it != octet).distinct().toArray();
    }

    /** The connections; empty if it is not a listing. */
    private static Optional<List<Said>> listing(Map<String, Object> body) {
        int total;
        try {
            total = Integer.parseInt(text(body, "TotalCount").strip());
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        boolean listed = body.get("VpnConnections") instanceof Map || body.get("VpnConnections") instanceof List;
        if (total < 0 || (total > 0 && !listed)) {
            return Optional.empty();
        }
        return Optional.of(items(body.get("VpnConnections"), "VpnConnection").stream()
                .map(MutationTest::said)
                .toList());
    }

    private static Said said(Map<String, Object> connection) {
        var health = child(connection, "VcoHealthCheck");
        var bgp = child(connection, "VpnBgpConfig");
        return new Said(
                text(connection, "VpnConnectionId"),
                text(connection, "Status"),
                text(connection, "State"),
                truth(text(health, "Enable")) + " " + text(health, "Status"),
                text(bgp, "Status"),
                items(connection.get("TunnelOptionsSpecification"), "TunnelOptions").stream()
                        .sorted(Comparator.comparing(it -> text(it, "TunnelId")))
                        .map(it -> text(it, "TunnelId") + " " + text(it, "Status") + " " + text(it, "Role") + " "
                                + text(child(it, "TunnelBgpConfig"), "BgpStatus"))
                        .toList());
    }

    private static Said said(ConnectionSnapshot connection) {
        var health = connection.getHealthCheck();
        return new Said(
                connection.getConnectionId(),
                connection.getStatus(),
                connection.getLifecycle(),
                health == null ? "null " : health.getEnabled() + " " + health.getStatus(),
                status(connection.getBgp()),
                connection.getTunnels().stream()
                        .map(it -> it.getTunnelId() + " " + it.getStatus() + " " + it.getRole() + " "
                                + status(it.getBgp()))
                        .toList());
    }

    private static String status(@Nullable Bgp bgp) {
        return bgp == null ? "" : bgp.getStatus();
    }

    private static String truth(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> "true";
            case "false", "0" -> "false";
            default -> "null";
        };
    }

    private static List<Map<String, Object>> items(@Nullable Object value, String wrapper) {
        Object list = value instanceof Map<?, ?> map ? map.get(wrapper) : value;
        Stream<?> items = list instanceof List<?> all ? all.stream() : Stream.empty();
        return items.filter(Map.class::isInstance).map(MutationTest::fields).toList();
    }

    private static Map<String, Object> child(Map<String, Object> of, String name) {
        return of.get(name) instanceof Map<?, ?> map ? fields(map) : Map.of();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> fields(Object value) {
        return (Map<String, Object>) value;
    }

    private static String text(Map<String, Object> of, String name) {
        return of.get(name) instanceof String text ? text : "";
    }

    private static String text(byte[] body) {
        return new String(body, UTF_8);
    }
}
