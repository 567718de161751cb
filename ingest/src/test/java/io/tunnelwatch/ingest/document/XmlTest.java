package io.tunnelwatch.ingest.document;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.ingest.mapper.ErrorBody;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Tag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XmlTest {
    private final ResponseMapper mapper = new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8)));

    static List<String> listings() {
        return ExampleResponses.allXml("connections");
    }

    static List<String> singles() {
        return ExampleResponses.allXml("connection");
    }

    static List<String> downloads() {
        return ExampleResponses.allXml("download");
    }

    static List<String> diagnoses() {
        return ExampleResponses.allXml("diagnose");
    }

    static List<String> errors() {
        return ExampleResponses.allXml("errors");
    }

    @ParameterizedTest
    @MethodSource("listings")
    void shouldReadSameListingAsFromJson(String fixture) throws Exception {
        assertThat(mapper.listing(ExampleResponses.bytes(fixture)))
                .isEqualTo(mapper.listing(ExampleResponses.bytes(ExampleResponses.json(fixture))));
    }

    @ParameterizedTest
    @MethodSource("singles")
    void shouldReadSameConnectionAsFromJson(String fixture) throws Exception {
        // Given
        String id = ExampleResponses.text(fixture).replaceAll("(?s).*<VpnConnectionId>([^<]+)<.*", "$1");
        // When / Then
        assertThat(mapper.connection(ExampleResponses.bytes(fixture), id))
                .isEqualTo(mapper.connection(ExampleResponses.bytes(ExampleResponses.json(fixture)), id));
    }

    @ParameterizedTest
    @MethodSource("downloads")
    void shouldReadSameConfigurationAsFromJson(String fixture) throws Exception {
        assertThat(mapper.peerConfiguration(ExampleResponses.bytes(fixture)))
                .isEqualTo(mapper.peerConfiguration(ExampleResponses.bytes(ExampleResponses.json(fixture))));
    }

    @ParameterizedTest
    @MethodSource("diagnoses")
    void shouldReadSameDiagnosesAsFromJson(String fixture) throws Exception {
        assertThat(mapper.diagnoses(ExampleResponses.bytes(fixture)))
                .isEqualTo(mapper.diagnoses(ExampleResponses.bytes(ExampleResponses.json(fixture))));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldReadSameErrorAsFromJson(String fixture) {
        // When
        ErrorBody error = ResponseMapper.error(ExampleResponses.bytes(fixture));
        // Then
        assertThat(error.code()).isNotEmpty();
        assertThat(error).isEqualTo(ResponseMapper.error(ExampleResponses.bytes(ExampleResponses.json(fixture))));
    }

    @Test
    void shouldReadSameRegionsAsFromJson() throws Exception {
        assertThat(mapper.regions(ExampleResponses.bytes("inventory/describe-regions.xml")))
                .isEqualTo(mapper.regions(ExampleResponses.bytes("inventory/describe-regions.json")));
    }

    @ParameterizedTest
    @MethodSource("singles")
    void shouldReadEveryEncodingThatDeclaresItself(String fixture) throws Exception {
        // Given
        String text = ExampleResponses.text(fixture);
        String id = text.replaceAll("(?s).*<VpnConnectionId>([^<]+)<.*", "$1");
        // When / Then
        assertThat(mapper.connection(("\ufeff" + text).getBytes(UTF_8), id))
                .isEqualTo(mapper.connection(text.replace("UTF-8", "UTF-16").getBytes(UTF_16), id))
                .isEqualTo(mapper.connection(ExampleResponses.bytes(fixture), id));
    }

    @Test
    void shouldReadTextInPiecesAndCharactersByTheirNumbers() throws Exception {
        // When
        ConnectionSnapshot it = only("<Name>a &lt;<!-- not this --><![CDATA[<b>]]>&#x26;&#233;</Name>");
        // Then
        assertThat(it.getName()).isEqualTo("a <<b>&é");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Status><deep><deeper/></deep></Status>",
                "<Status/>",
                "<IkeConfig/>",
                "<IkeConfig>none</IkeConfig>",
                "<VpnBgpConfig/>",
                "<VpnBgpConfig><EnableBgp>maybe</EnableBgp><LocalAsn/></VpnBgpConfig>",
                "<CreateTime>soon</CreateTime>",
                "<Tag/>",
                "<Tag><Tag/></Tag>",
                "<Tags>text<!-- and none --></Tags>",
                "<TunnelOptionsSpecification><TunnelOptions/></TunnelOptionsSpecification>",
                "<TunnelOptionsSpecification>text</TunnelOptionsSpecification>",
                "<New>a</New><New>b</New><New><deep/></New>",
                "<RemoteCaCertificate>must-never</RemoteCaCertificate>"
            })
    void shouldLoseNoMoreThanTheBadField(String field) throws Exception {
        assertThat(only(field + "<Name>n</Name>")).isEqualTo(only("<Name>n</Name>"));
    }

    @Test
    void shouldKeepItemsBehindOneThatSaysNothing() throws Exception {
        // When
        ConnectionSnapshot it = only("<Tag><Tag/><Tag><Key>k</Key></Tag><Other/><Name/></Tag><Spec>s</Spec>");
        // Then
        assertThat(it.getTags()).containsExactly(new Tag("k", ""));
        assertThat(it.getSpec()).isEqualTo("s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a/>",
                "<a>text</a>",
                "<a><TotalCount>0</TotalCount>",
                "<a><TotalCount>3</TotalCount></a>",
                "<a><TotalCount>0</TotalCount></a><a/>",
                "<a><TotalCount>0</TotalCount></a>text",
                "<a><TotalCount>0</TotalCount><TotalCount>0</TotalCount></a>",
                "<a><TotalCount>0</TotalCount><VpnConnections><VpnConnection><Name>a</Name><Name>b</Name>"
                        + "</VpnConnection></VpnConnections></a>",
                "<!DOCTYPE a><a><TotalCount>0</TotalCount></a>",
                "<!DOCTYPE a [<!ENTITY n \"0\">]><a><TotalCount>&n;</TotalCount></a>",
                "<a><TotalCount>&n;</TotalCount></a>"
            })
    void shouldRefuseWhatIsNoListing(String body) {
        assertThatThrownBy(() -> mapper.listing(body.getBytes(UTF_8))).isInstanceOf(MalformedResponseException.class);
    }

    @Test
    @org.junit.jupiter.api.Tag("S-06")
    void shouldFetchNothingFromAnywhere(@TempDir Path directory) throws Exception {
        // Given
        Path secret = Files.writeString(directory.resolve("secret"), "7");
        String body = "<!DOCTYPE a [<!ENTITY n SYSTEM \"" + secret.toUri() + "\">]>"
                + "<a><TotalCount>0</TotalCount><RequestId>&n;</RequestId></a>";
        // When / Then
        assertThatThrownBy(() -> mapper.listing(body.getBytes(UTF_8)))
                .isInstanceOf(MalformedResponseException.class)
                .hasNoCause();
    }

    @Test
    @org.junit.jupiter.api.Tag("S-06")
    void shouldNotBeBlownUpByEntities() {
        // Given
        var body = new StringBuilder("<!DOCTYPE a [<!ENTITY e0 \"must-never\">");
        for (int i = 1; i < 30; i++) {
            body.append("<!ENTITY e%d \"&e%d;&e%d;\">".formatted(i, i - 1, i - 1));
        }
        body.append("]><a><TotalCount>0</TotalCount><RequestId>&e29;</RequestId></a>");
        // When / Then
        assertThatThrownBy(() -> mapper.listing(body.toString().getBytes(UTF_8)))
                .isInstanceOf(MalformedResponseException.class)
                .hasMessageNotContaining("must-never");
    }

    @Test
    void shouldRefuseNestingAndTextsBeyondAnySense() {
        assertThatThrownBy(() -> only("<New>" + "<n>".repeat(70) + "</n>".repeat(70) + "</New>"))
                .isInstanceOf(MalformedResponseException.class);
        assertThatThrownBy(() -> only("<Name>" + "x".repeat(70_000) + "</Name>"))
                .isInstanceOf(MalformedResponseException.class);
        assertThatThrownBy(() -> only("<" + "x".repeat(300) + "/>")).isInstanceOf(MalformedResponseException.class);
    }

    private ConnectionSnapshot only(String fields) throws MalformedResponseException {
        String body = "<R><TotalCount>1</TotalCount><VpnConnections><VpnConnection><VpnConnectionId>vco-1"
                + "</VpnConnectionId>" + fields + "</VpnConnection></VpnConnections></R>";
        var connections = mapper.listing(body.getBytes(UTF_8)).value().connections();
        assertThat(connections).hasSize(1);
        return connections.get(0);
    }
}
