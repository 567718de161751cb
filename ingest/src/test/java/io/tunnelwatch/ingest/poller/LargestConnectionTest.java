package io.tunnelwatch.ingest.poller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ContentHash;
import io.tunnelwatch.ingest.mapper.RecordBounds;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Tag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever the cloud sends about a connection, its published record is small enough for everything derived from it. */
@org.junit.jupiter.api.Tag("F-25")
class LargestConnectionTest {
    /** Takes three bytes; no char of a String takes more. */
    private static final String WIDE = "界";

    private final RecordBounds bounds = new RecordBounds();
    private final ResponseMapper mapper =
            new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)), bounds);

    /** How the texts and the list sizes of the cloud are chosen. */
    private record Cloud(Supplier<String> texts, Supplier<Integer> counts) {
        private String object(String more, String... names) {
            String fields = List.of(names).stream()
                    .map(it -> "\"" + it + "\":\"" + texts.get() + "\"")
                    .collect(Collectors.joining(","));
            return "{" + fields + more + "}";
        }

        private String list(Supplier<String> item) {
            return IntStream.range(0, counts.get())
                    .mapToObj(it -> item.get())
                    .collect(Collectors.joining(",", "[", "]"));
        }

        private String networks() {
            return IntStream.range(0, counts.get())
                    .mapToObj(it -> texts.get().replace(",", "") + it)
                    .limit(1_000)
                    .map(it -> it.substring(0, Math.min(60, it.length())))
                    .collect(Collectors.joining(","));
        }

        private String ike() {
            return object(
                    "", "IkeVersion", "IkeMode", "IkeEncAlg", "IkeAuthAlg", "IkePfs", "LocalId", "RemoteId", "Psk");
        }

        private String ipsec() {
            return object("", "IpsecEncAlg", "IpsecAuthAlg", "IpsecPfs");
        }

        private String bgp() {
            return object("", "EnableBgp", "Status", "LocalBgpIp", "PeerBgpIp", "TunnelCidr", "AuthKey");
        }

        private String tunnel(int number) {
            return object(
                    ",\"TunnelId\":\"tun-%03d\",\"TunnelBgpConfig\":%s,\"TunnelIkeConfig\":%s,\"TunnelIpsecConfig\":%s"
                            .formatted(number, bgp(), ike(), ipsec()),
                    "Role",
                    "Status",
                    "State",
                    "InternetIp",
                    "ZoneNo",
                    "CustomerGatewayId");
        }

        String listing(String id) {
            var number = new int[1];
            String connection = object(
                    (",\"VpnConnectionId\":\"%s\",\"VcoHealthCheck\":%s,\"VpnBgpConfig\":%s,\"IkeConfig\":%s,"
                                    + "\"IpsecConfig\":%s,\"TunnelOptionsSpecification\":{\"TunnelOptions\":%s},"
                                    + "\"Tag\":{\"Tag\":%s},\"LocalSubnet\":\"%s\",\"RemoteSubnet\":\"%s\"")
                            .formatted(
                                    id,
                                    object("", "Status", "Dip", "Sip", "Policy"),
                                    bgp(),
                                    ike(),
                                    ipsec(),
                                    list(() -> tunnel(number[0]++)),
                                    list(() -> object("", "Key", "Value")),
                                    networks(),
                                    networks()),
                    "Status",
                    "State",
                    "Name",
                    "AttachType",
                    "VpnGatewayId",
                    "CustomerGatewayId",
                    "TransitRouterId",
                    "TransitRouterName",
                    "AttachInstanceId",
                    "InternetIp",
                    "ZoneNo",
                    "NetworkType",
                    "Spec",
                    "TunnelBandwidth",
                    "ResourceGroupId");
            return "{\"TotalCount\":1,\"PageNumber\":1,\"VpnConnections\":{\"VpnConnection\":[" + connection + "]}}";
        }

        String peer() {
            var number = new int[1];
            return "{\"VpnConnectionConfig\":{\"LocalSubnet\":\"%s\",\"RemoteSubnet\":\"%s\",\"TunnelsConfig\":{\"TunnelConfig\":%s}}}"
                    .formatted(
                            networks(),
                            networks(),
                            list(() -> object(
                                    ",\"TunnelId\":\"tun-%03d\",\"IkeConfig\":%s,\"IpsecConfig\":%s"
                                            .formatted(number[0]++, ike(), ipsec()),
                                    "Local",
                                    "Remote")));
        }
    }

    @Test
    void shouldPublishLessThanTheBoundOfTheLargestConnectionThereIs() throws Exception {
        // Given: more of everything than any bound, and no text of one end equal to that of the other
        var count = new int[1];
        var cloud = new Cloud(() -> WIDE.repeat(1_000) + count[0]++, () -> 120);
        // When
        var connection = connection(cloud);
        // Then
        assertThat(bytes(connection))
                .hasSizeBetween(RecordBounds.LARGEST_CONNECTION / 2, RecordBounds.LARGEST_CONNECTION);
        assertThat(connection.getTags()).hasSize(20);
        assertThat(connection.getTunnels()).hasSize(4);
        assertThat(connection.getLocalSubnets()).hasSize(100);
        assertThat(connection.getPeer().getDisagreements()).hasSize(32);
        assertThat(bounds.cuts()).isPositive();
        System.out.printf("F-25 the largest connection: %,d bytes%n", bytes(connection).length);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18"})
    void shouldPublishTheSameOfTheSameAndHashWhatItPublishes(long seed) throws Exception {
        // When
        var connection = connection(random(seed));
        // Then
        assertThat(bytes(connection)).hasSizeLessThan(RecordBounds.LARGEST_CONNECTION);
        assertThat(connection).isEqualTo(connection(random(seed)));
        assertThat(connection.getContentHash()).isEqualTo(ContentHash.of(connection));
    }

    @Test
    void shouldSeeAChangeBeyondTheCut() throws Exception {
        var before = connection(named(WIDE.repeat(2_000) + "a"));
        var after = connection(named(WIDE.repeat(2_000) + "b"));

        assertThat(before.getName()).hasSize(256).matches(WIDE + "+…\\+\\d+#[0-9a-f]{8}");
        assertThat(after.getContentHash()).isNotEqualTo(before.getContentHash());
    }

    @Test
    void shouldCutNothingThatTheCloudAllowsToday() throws Exception {
        // Given: 20 tags of 128 + 128, a name of 128
        var cloud = new Cloud(() -> WIDE.repeat(128), () -> 20);
        // When
        var connection = mapper.listing(cloud.listing("vco-1")
                        .replaceAll("\"TunnelOptions\":\\[.*?]", "\"TunnelOptions\":[]")
                        .getBytes(UTF_8))
                .value()
                .connections()
                .get(0);
        // Then
        assertThat(connection.getTags()).hasSize(20).allMatch(it -> it.getKey().equals(WIDE.repeat(128)));
        assertThat(bounds.cuts()).isZero();
    }

    @Test
    void shouldMarkWhatWasCutOfAList() throws Exception {
        var connection = connection(new Cloud(() -> "x", () -> 120));

        assertThat(connection.getTags().get(19)).extracting(Tag::getKey).isEqualTo("…");
        assertThat(connection.getTags().get(19).getValue()).startsWith("…+101#");
        assertThat(connection.getLocalSubnets().get(99)).startsWith("…+21#");
    }

    @Test
    void shouldNotCallEndsDifferentOfWhichItKnowsOnlyAPart() throws Exception {
        assertThat(connection(new Cloud(() -> WIDE.repeat(500), () -> 120))
                        .getPeer()
                        .getDisagreements())
                .isEmpty();
    }

    @Test
    void shouldBoundWhatAServerSaysOfAFailure() {
        var failed = new Failed<String>(
                FailureClass.SERVER,
                500,
                "C".repeat(60_000),
                WIDE.repeat(60_000),
                "R".repeat(60_000),
                java.util.Optional.empty());

        assertThat(List.of(failed.code(), failed.requestId())).allMatch(it -> it.length() == 128);
        assertThat(failed.detail()).hasSize(1_024).contains("…+");
    }

    @Test
    void shouldBoundADiagnosis() throws Exception {
        String body = new Cloud(() -> WIDE.repeat(5_000), () -> 1)
                .object("", "VpnConnectionId", "TunnelId", "FailedReasonCode", "FailedReason", "MismatchLocalParam");

        Diagnosis diagnosis = mapper.diagnoses(("{\"VpnConnections\":[" + body + "]}").getBytes(UTF_8))
                .value()
                .get(0);

        assertThat(bytes(diagnosis)).hasSizeLessThan(16 * 1024);
        assertThat(diagnosis.getReason()).hasSize(1_024);
    }

    private ConnectionSnapshot connection(Cloud cloud) throws Exception {
        var listed = mapper.listing(cloud.listing("vco-1").getBytes(UTF_8))
                .value()
                .connections()
                .get(0);
        var peer = mapper.peerConfiguration(cloud.peer().getBytes(UTF_8)).value();
        return new PeerConfigurations().fetched(listed, peer);
    }

    private static Cloud named(String name) {
        return new Cloud(() -> name, () -> 1);
    }

    private static Cloud random(long seed) {
        var random = new Random(seed);
        return new Cloud(
                () -> random.nextInt(10) > 0
                        ? Integer.toString(random.nextInt(100))
                        : (random.nextBoolean() ? WIDE : "\ud83d\ude80").repeat(random.nextInt(3_000)),
                () -> random.nextInt(4) > 0 ? random.nextInt(4) : random.nextInt(300));
    }

    private static byte[] bytes(SpecificRecord record) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new SpecificDatumWriter<SpecificRecord>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return bytes.toByteArray();
    }
}
