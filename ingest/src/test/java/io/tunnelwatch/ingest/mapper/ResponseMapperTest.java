package io.tunnelwatch.ingest.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseMapperTest {
    private static final byte[] KEY = "operator's key, any 16 or more".getBytes(StandardCharsets.UTF_8);

    private final ResponseMapper mapper = new ResponseMapper(new Fingerprints(KEY));

    static List<String> listings() {
        return ExampleResponses.all("connections");
    }

    static List<String> timeline() {
        return ExampleResponses.all("timeline");
    }

    static List<String> singles() {
        return ExampleResponses.all("connection");
    }

    @ParameterizedTest
    @MethodSource({"listings", "timeline"})
    void shouldReadEveryConnectionOfEveryListing(String fixture) throws Exception {
        // Given
        String body = ExampleResponses.text(fixture);
        long ids = body.lines().filter(it -> it.contains("\"VpnConnectionId\"")).count();
        // When
        ListingPage page = listing(body);
        // Then
        assertThat(page.connections()).hasSize((int) ids).allSatisfy(it -> {
            assertThat(it.getConnectionId()).startsWith("vco-");
            assertThat(it.getLifecycle()).isNotEmpty();
            assertThat(it.getCreatedAt()).isNotNull();
            assertThat(it.getContentHash()).isEqualTo(ContentHash.of(it)).isNotZero();
        });
    }

    @ParameterizedTest
    @MethodSource("singles")
    void shouldReadSingleConnectionFlatAndInTheOldList(String fixture) throws Exception {
        // Given
        String body = ExampleResponses.text(fixture);
        String id = body.replaceAll("(?s).*\"VpnConnectionId\": \"([^\"]+)\".*", "$1");
        // When
        var mapped = mapper.connection(utf8(body), id);
        // Then
        assertThat(mapped.value().getConnectionId()).isEqualTo(id);
        assertThat(mapped.value().getName()).isNotEmpty();
        assertThat(mapped.requestId()).startsWith("0F1C7A2E");
    }

    @ParameterizedTest
    @MethodSource({"listings", "timeline"})
    @org.junit.jupiter.api.Tag("F-16")
    void shouldReadTheSameFromStringsAsFromNumbersAndBooleans(String fixture) throws Exception {
        // Given
        String body = ExampleResponses.text(fixture);
        String allStrings = body.replaceAll(": (\\d+|true|false)(?=[,\\s])", ": \"$1\"");
        String noStrings = body.replaceAll(": \"(\\d+|true|false)\"(?=[,\\s])", ": $1");
        // When
        var connections = listing(body).connections();
        // Then
        assertThat(listing(allStrings).connections()).isEqualTo(connections);
        assertThat(listing(noStrings).connections()).isEqualTo(connections);
    }

    @ParameterizedTest
    @MethodSource({"listings", "timeline", "singles"})
    @org.junit.jupiter.api.Tag("S-01")
    void shouldLetNoSecretThrough(String fixture) throws Exception {
        // Given
        String body = ExampleResponses.text(fixture);
        // When
        List<ConnectionSnapshot> connections = fixture.startsWith("connection/")
                ? List.of(mapper.connection(
                                utf8(body), body.replaceAll("(?s).*\"VpnConnectionId\": \"([^\"]+)\".*", "$1"))
                        .value())
                : listing(body).connections();
        // Then
        assertThat(connections).allSatisfy(it -> {
            assertThat(it.toString()).doesNotContain("must-never");
            assertThat(new String(it.toByteBuffer().array(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("must-never");
        });
    }

    @Test
    void shouldReadEveryFieldOfSingleTunnelConnection() throws Exception {
        // When
        ConnectionSnapshot it = only(ExampleResponses.text("connections/01-single-health-and-bgp.json"));
        // Then
        assertThat(it.getStatus()).isEqualTo("ipsec_sa_established");
        assertThat(it.getEffectImmediately()).isFalse();
        assertThat(it.getDeadPeerDetection()).isTrue();
        assertThat(it.getLocalSubnets()).containsExactly("10.20.0.0/16", "10.21.0.0/16");
        assertThat(it.getTags()).containsExactly(new Tag("env", "prod"), new Tag("site", "plant-1"));
        assertThat(it.getTunnels()).isEmpty();
        assertThat(it.getHealthCheck().getEnabled()).isTrue();
        assertThat(it.getHealthCheck().getStatus()).isEqualTo("success");
        assertThat(it.getHealthCheck().getRetries()).isEqualTo(3);
        assertThat(it.getHealthCheck().getDestinationIp()).isEqualTo("192.168.40.10");
        assertThat(it.getBgp())
                .isEqualTo(new Bgp(
                        null, "success", 45104L, 65010L, "169.254.10.1", "169.254.10.2", "169.254.10.0/30", ""));
        assertThat(it.getIke().getLifetimeSeconds()).isEqualTo(86400);
        assertThat(it.getIke().getPskFingerprint()).matches("[0-9a-f]{32}");
        assertThat(it.getIpsec().getLifetimeSeconds()).isEqualTo(28800);
        assertThat(it.getCreatedAt().toEpochMilli()).isEqualTo(1718000060000L);
    }

    @Test
    void shouldReadBothTunnelsSortedById() throws Exception {
        // When
        ConnectionSnapshot it = only(ExampleResponses.text("connections/04-dual-tunnel-bgp.json"));
        // Then
        assertThat(it.getStatus()).isEmpty();
        assertThat(it.getBgp()).isNull();
        assertThat(it.getTunnels())
                .extracting(TunnelSnapshot::getTunnelId, TunnelSnapshot::getRole, TunnelSnapshot::getStatus)
                .containsExactly(
                        tuple("tun-fx2master000000000001", "master", "ipsec_sa_established"),
                        tuple("tun-fx2slave0000000000001", "slave", "ike_sa_not_established"));
        assertThat(it.getTunnels()).extracting(t -> t.getBgp().getStatus()).containsExactly("success", "false");
        assertThat(it.getTunnels())
                .extracting(t -> t.getIke().getPskFingerprint())
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldShowRotationOfAuthKeyAndKeepItsFingerprintPerKey() throws Exception {
        // Given
        String before = item("\"VpnBgpConfig\":{\"TunnelCidr\":\"x\",\"AuthKey\":\"one-must-never-leave\"}");
        String after = before.replace("one-", "two-");
        var otherOperator =
                new ResponseMapper(new Fingerprints("another key of sixteen".getBytes(StandardCharsets.UTF_8)));
        // When
        String fingerprint = only(before).getBgp().getAuthKeyFingerprint();
        // Then
        assertThat(only(after).getBgp().getAuthKeyFingerprint()).isNotEqualTo(fingerprint);
        assertThat(only(after).getContentHash()).isNotEqualTo(only(before).getContentHash());
        assertThat(otherOperator
                        .listing(utf8(before))
                        .value()
                        .connections()
                        .get(0)
                        .getBgp()
                        .getAuthKeyFingerprint())
                .isNotEqualTo(fingerprint);
    }

    @Test
    @org.junit.jupiter.api.Tag("S-03")
    void shouldFingerprintLikeAnyHmac() {
        // Given: HMAC-SHA-256 test case 2 of RFC 4231
        char[] secret = "what do ya want for nothing?".toCharArray();
        // When
        String fingerprint = new Fingerprints("Jefe".getBytes(StandardCharsets.UTF_8)).of(secret, 0, secret.length);
        // Then
        assertThat(fingerprint).isEqualTo("5bdcc146bf60754e6a042426089575c7");
        assertThat(secret).containsOnly('\0');
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"Status\":null",
                "\"Status\":{\"a\":[1,{}]}",
                "\"Status\":[]",
                "\"IkeConfig\":\"\"",
                "\"IkeConfig\":[1]",
                "\"VpnBgpConfig\":\"\"",
                "\"VpnBgpConfig\":{}",
                "\"VpnBgpConfig\":{\"EnableBgp\":\"maybe\",\"LocalAsn\":\"\"}",
                "\"CreateTime\":\"soon\"",
                "\"CreateTime\":99999999999999999999999",
                "\"EnableDpd\":\"\"",
                "\"Tag\":{\"Tag\":null}",
                "\"Tag\":\"\"",
                "\"Tags\":[]",
                "\"LocalSubnet\":\" , \"",
                "\"TunnelOptionsSpecification\":{\"TunnelOptions\":\"\"}",
                "\"TunnelOptionsSpecification\":null",
                "\"SomethingNew\":{\"Psk\":\"must-never\",\"deep\":[[{}]]}",
                "\"RemoteCaCertificate\":\"must-never\""
            })
    @org.junit.jupiter.api.Tag("F-16")
    void shouldLoseNoMoreThanTheBadField(String field) throws Exception {
        // When
        ConnectionSnapshot it = only(item(field));
        // Then
        assertThat(it).isEqualTo(only(item("\"Unknown\":1")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "null",
                "<html><body>502</body></html>",
                "{}",
                "{\"RequestId\":\"x\"}",
                "{\"TotalCount\":0",
                "{\"TotalCount\":3}",
                "{\"TotalCount\":-1,\"VpnConnections\":{}}",
                "{\"TotalCount\":\"many\",\"VpnConnections\":{}}",
                "{\"TotalCount\":0,\"VpnConnections\":{}} {}",
                "{\"TotalCount\":0,\"TotalCount\":0,\"VpnConnections\":{}}"
            })
    void shouldRefuseWhatIsNoListing(String body) {
        assertThatThrownBy(() -> listing(body)).isInstanceOf(MalformedResponseException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"Status\":1,\"Status\":1", "\"a\":{},\"b\":2,\"a\":[]", "\"AaAa\":1,\"BBBB\":2,\"AaAa\":3"})
    void shouldRefuseNameThatStandsTwice(String fields) {
        assertThatThrownBy(() -> listing(item(fields)))
                .isInstanceOf(MalformedResponseException.class)
                .hasMessageNotContaining("Status");
    }

    /** Jackson by itself accepts some of them as unknown field names. */
    @Test
    void shouldRefuseNameThatIsNoUtf8() {
        // Given
        byte[] body = utf8(item("\"Stat_s\":\"ipsec_sa_established\""));
        int at = new String(body, StandardCharsets.UTF_8).indexOf('_');
        for (int octet = 0x80; octet < 0x100; octet++) {
            body[at] = (byte) octet;
            // When / Then
            assertThatThrownBy(() -> mapper.listing(body)).isInstanceOf(MalformedResponseException.class);
        }
    }

    @Test
    void shouldReadWhateverIsUtf8() throws Exception {
        // Given
        String name = "é漢字\uD83D\uDE00".repeat(50);
        // When / Then
        assertThat(only(item("\"Näme\":\"" + name.repeat(14) + "\",\"Name\":\"" + name + "\""))
                        .getName())
                .isEqualTo(name);
    }

    /** Three names with one hash, and more of them than any object has that is accepted here. */
    @Test
    void shouldTellNamesFromEachOtherHoweverManyThereAre() throws Exception {
        // Given
        String many = IntStream.range(0, 500)
                .mapToObj(i -> "\"n" + i + "\":{\"n\":1}")
                .collect(Collectors.joining(","));
        String tooMany =
                IntStream.range(0, 2000).mapToObj(i -> "\"n" + i + "\":1").collect(Collectors.joining(","));
        // When / Then
        assertThat(only(item("\"AaAa\":1,\"BBBB\":2,\"AaBB\":3,\"Status\":\"s\""))
                        .getStatus())
                .isEqualTo("s");
        assertThat(only(item(many + ",\"Status\":\"s\"")).getStatus()).isEqualTo("s");
        assertThatThrownBy(() -> listing(item(tooMany))).isInstanceOf(MalformedResponseException.class);
    }

    @Test
    void shouldReadTheSameInManyThreadsAtOnce() {
        // Given
        byte[] body = ExampleResponses.bytes("connections/04-dual-tunnel-bgp.json");
        var readings = IntStream.range(0, 200).parallel().mapToObj(i -> {
            try {
                return mapper.listing(body);
            } catch (MalformedResponseException e) {
                throw new IllegalStateException(e);
            }
        });
        // When / Then
        assertThat(readings.distinct()).hasSize(1);
    }

    @Test
    void shouldRefuseNestingAndStringsBeyondAnySense() {
        assertThatThrownBy(() -> listing(item("\"New\":" + "[".repeat(70) + "]".repeat(70))))
                .isInstanceOf(MalformedResponseException.class);
        assertThatThrownBy(() -> listing(item("\"Name\":\"" + "x".repeat(70_000) + "\"")))
                .isInstanceOf(MalformedResponseException.class);
    }

    @Test
    void shouldReadTruncatedBodyAsNothingButAnErrorWithoutQuotingIt() {
        // Given
        byte[] body = ExampleResponses.bytes("connections/04-dual-tunnel-bgp.json");
        int end = new String(body, StandardCharsets.UTF_8).stripTrailing().length();
        for (int length = 0; length < end; length++) {
            byte[] truncated = Arrays.copyOf(body, length);
            // When / Then
            assertThatThrownBy(() -> mapper.listing(truncated))
                    .isInstanceOf(MalformedResponseException.class)
                    .hasNoCause()
                    .hasMessageNotContaining("must-never")
                    .hasMessageNotContaining("FIXTURE");
        }
    }

    @Test
    void shouldNotQuoteSecretThatIsNoJson() {
        assertThatThrownBy(() -> listing(item("\"IkeConfig\":{\"Psk\":must-never-leave}")))
                .isInstanceOf(MalformedResponseException.class)
                .hasMessageNotContaining("must");
    }

    @Test
    void shouldRefuseAnotherConnectionThanTheOneAskedFor() {
        byte[] body = ExampleResponses.bytes("connection/01-single.json");
        assertThatThrownBy(() -> mapper.connection(body, "vco-other")).isInstanceOf(MalformedResponseException.class);
    }

    private ConnectionSnapshot only(String body) throws MalformedResponseException {
        var connections = listing(body).connections();
        assertThat(connections).hasSize(1);
        return connections.get(0);
    }

    private ListingPage listing(String body) throws MalformedResponseException {
        return mapper.listing(utf8(body)).value();
    }

    private static String item(String field) {
        return "{\"TotalCount\":1,\"VpnConnections\":{\"VpnConnection\":[{\"VpnConnectionId\":\"vco-1\"," + field
                + "}]}}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
