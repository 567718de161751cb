package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.simulator.story.ConnectionStatus;
import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.wire.CloudError;
import io.tunnelwatch.simulator.wire.Format;
import io.tunnelwatch.testsupport.ExampleResponses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The simulator's answers have the fields and types of the example responses. */
class FixtureShapeTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ID = "0F1C7A2E-5B01-5D4E-9A6B-7C8D9E0F0001";

    /** Connections like those of the examples; the rows of a test give the file for each name. */
    private static final Scenario SCENARIO = Scenario.parse(
            "test",
            """
            accounts:
              - name: acme
                regions: [cn-hangzhou]
            gateways:
              - name: gw
            transit-routers:
              - name: tr
            connections:
              - name: single
                gateway: gw
                bgp: true
                health-check: true
                tags: {env: prod, site: plant}
              - name: dual
                gateway: gw
                tunnels: 2
                bgp: true
                tags: {env: prod}
              - name: dual-transit
                transit-router: tr
                tunnels: 2
                bgp: true
                tags: {env: prod}
              - name: single-transit
                transit-router: tr
                bgp: true
                health-check: true
                tags: {env: prod}
              - name: unattached
                tags: {env: prod}
            timeline:
              - at: PT0S
                connection: unattached
                status: absent
            """);

    @ParameterizedTest
    @CsvSource({
        "single, connections/01-single-health-and-bgp.json, /VpnConnections/VpnConnection/0",
        "dual, connections/04-dual-tunnel-bgp.json, /VpnConnections/VpnConnection/0",
        "dual-transit, connections/06-transit-router.json, /VpnConnections/VpnConnection/0",
        "single-transit, connections/06-transit-router.json, /VpnConnections/VpnConnection/1",
        "unattached, connections/06-transit-router.json, /VpnConnections/VpnConnection/2",
        "unattached, connections/02-single-no-health-no-bgp.json, /VpnConnections/VpnConnection/0",
    })
    void shouldListConnectionsAsTheExamplesDo(String name, String fixture, String pointer) throws IOException {
        JsonNode listed = JSON.readTree(Answers.connections(Format.JSON, ID, page(name), 1, 50));
        var shape = shape(listed.at("/VpnConnections/VpnConnection/0"));
        var expected = shape(json(fixture).at(pointer));
        if (fixture.contains("02-")) {
            // The connection in the example is attached to a gateway and has negotiated.
            List.of("/CustomerGatewayId", "/VpnGatewayId", "/Status").forEach(expected::remove);
            List.of("/CustomerGatewayId", "/Spec").forEach(shape::remove);
        }

        assertThat(shape).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "single, connection/01-single.json",
        "dual, connection/02-dual-tunnel.json",
        "single-transit, connection/03-transit-router.json"
    })
    void shouldDescribeOneConnectionAsTheExamplesDo(String name, String fixture) throws IOException {
        assertThat(shape(JSON.readTree(Answers.connection(Format.JSON, ID, look(name)))))
                .isEqualTo(shape(json(fixture)));
    }

    @ParameterizedTest
    @CsvSource({"single, download/01-single.json", "dual, download/02-dual-tunnel.json"})
    void shouldDownloadAsTheExamplesDo(String name, String fixture) throws IOException {
        assertThat(shape(JSON.readTree(Answers.download(Format.JSON, ID, look(name)))))
                .isEqualTo(shape(json(fixture)));
    }

    @Test
    void shouldMirrorTheSidesInADownload() throws IOException {
        JsonNode described = JSON.readTree(Answers.connection(Format.JSON, ID, look("single")));
        JsonNode downloaded =
                JSON.readTree(Answers.download(Format.JSON, ID, look("single"))).get("VpnConnectionConfig");

        assertThat(downloaded.get("LocalSubnet")).isEqualTo(described.get("RemoteSubnet"));
        assertThat(downloaded.at("/IkeConfig/LocalId")).isEqualTo(described.at("/IkeConfig/RemoteId"));
        assertThat(downloaded.at("/IkeConfig/Psk")).isEqualTo(described.at("/IkeConfig/Psk"));
    }

    @ParameterizedTest
    @CsvSource({
        "single, connection/01-single.xml, connection",
        "dual, connection/02-dual-tunnel.xml, connection",
        "single-transit, connection/03-transit-router.xml, connection",
        "single, connections/01-single-health-and-bgp.xml, list",
        "dual, connections/04-dual-tunnel-bgp.xml, list",
        "none, connections/07-empty.xml, list",
        "dual, download/02-dual-tunnel.xml, download",
    })
    void shouldWriteXmlAsTheExamplesDo(String name, String fixture, String kind) throws Exception {
        byte[] xml =
                switch (kind) {
                    case "list" -> Answers.connections(Format.XML, ID, page(name), 1, 50);
                    case "connection" -> Answers.connection(Format.XML, ID, look(name));
                    default -> Answers.download(Format.XML, ID, look(name));
                };

        assertThat(elements(xml)).isEqualTo(elements(ExampleResponses.bytes(fixture)));
    }

    @ParameterizedTest
    @CsvSource({
        "400-missing-parameter, DescribeVpnConnections",
        "400-nonce-used, DescribeVpnConnections",
        "400-timestamp-expired, DescribeVpnConnections",
        "400-throttling-user, DescribeVpnConnections",
        "400-throttling-api, DescribeVpnConnections",
        "403-forbbiden-subuser, DescribeVpnConnections",
        "403-forbidden, DescribeVpnConnections",
        "404-accesskey-notfound, DescribeVpnConnections",
        "404-vpnconnection-notfound, DescribeVpnConnections",
        "500-internal-error, DescribeVpnConnections",
        "503-service-unavailable, DescribeVpnConnections",
    })
    void shouldSayErrorsWordForWord(String file, String action) throws Exception {
        // Given
        JsonNode expected = json("errors/" + file + ".json");
        CloudError error = error(expected.get("Code").asText());

        // When
        JsonNode actual =
                JSON.readTree(error.body(Format.JSON, expected.get("RequestId").asText(), action));

        // Then
        assertThat(actual).isEqualTo(expected);
        assertThat(file).startsWith(Integer.toString(error.status()));
        assertThat(elements(error.body(Format.XML, ID, action)))
                .isEqualTo(elements(ExampleResponses.bytes("errors/" + file + ".xml")));
    }

    @Test
    void shouldSayWhatWasDenied() throws IOException {
        JsonNode actual =
                JSON.readTree(CloudError.forbidden("Forbidden.RAM").body(Format.JSON, ID, "DescribeVpnConnections"));

        assertThat(shape(actual)).isEqualTo(shape(json("errors/403-forbidden-ram.json")));
        assertThat(actual.at("/AccessDeniedDetail/AuthAction").asText()).isEqualTo("vpc:DescribeVpnConnections");
    }

    private static CloudError error(String code) {
        return switch (code) {
            case "MissingParameter" -> CloudError.missing("RegionId");
            case "SignatureNonceUsed" -> CloudError.nonceUsed();
            case "InvalidTimeStamp.Expired" -> CloudError.expired();
            case "Throttling.User", "Throttling.Api" -> CloudError.throttled(400, code, Map.of());
            case "Forbbiden.SubUser", "Forbidden" -> CloudError.forbidden(code);
            case "InvalidAccessKeyId.NotFound" -> CloudError.unknownKey();
            case "InvalidVpnConnectionInstanceId.NotFound" -> CloudError.unknownConnection();
            case "InternalError" -> CloudError.server(500);
            default -> CloudError.server(503);
        };
    }

    private static Listing.Page page(String name) {
        var looks = name.equals("none") ? List.<ConnectionStatus>of() : List.of(look(name));
        return new Listing.Page(looks.size(), looks);
    }

    private static ConnectionStatus look(String name) {
        return SCENARIO.world().listing("acme", "cn-hangzhou").page(0, 0, 50, Listing.Filter.NONE).items().stream()
                .filter(it -> it.plan().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** The type of every field by its path; for an array, the types of all its items together. */
    private static Map<String, String> shape(JsonNode node) {
        var shape = new TreeMap<String, String>();
        collect("", node, shape);
        return shape;
    }

    private static void collect(String path, JsonNode node, Map<String, String> into) {
        if (node.isObject()) {
            node.properties().forEach(it -> collect(path + "/" + it.getKey(), it.getValue(), into));
        } else if (node.isArray()) {
            node.forEach(it -> collect(path + "[]", it, into));
        } else {
            into.put(path, node.getNodeType().toString());
        }
    }

    private static Set<String> elements(byte[] xml) throws Exception {
        var names = new TreeSet<String>();
        collect(
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(xml))
                        .getDocumentElement(),
                "",
                names);
        return names;
    }

    private static void collect(Element element, String path, Set<String> into) {
        String here = path + "/" + element.getTagName();
        into.add(here);
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                collect(inner, here, into);
            }
        }
    }

    private static JsonNode json(String fixture) throws IOException {
        return JSON.readTree(ExampleResponses.bytes(fixture));
    }
}
