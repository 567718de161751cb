package io.tunnelwatch.ingest.mapper;

import static io.tunnelwatch.ingest.mapper.Fields.bool;
import static io.tunnelwatch.ingest.mapper.Fields.each;
import static io.tunnelwatch.ingest.mapper.Fields.eachObject;
import static io.tunnelwatch.ingest.mapper.Fields.int64;
import static io.tunnelwatch.ingest.mapper.Fields.text;

import com.fasterxml.jackson.core.JsonParser;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Tag;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The allow-list of a connection: the one place that says which fields of the API mean what to us. */
final class ConnectionFields {
    private final JsonParser in;
    private final TunnelFields tunnels;

    ConnectionFields(JsonParser in, Fingerprints fingerprints) {
        this.in = in;
        this.tunnels = new TunnelFields(in, fingerprints);
    }

    /** The connection of the object that the parser stands on. */
    ConnectionSnapshot read() throws IOException {
        ConnectionSnapshot connection = Blank.connection();
        each(in, name -> read(name, connection));
        return complete(connection);
    }

    static ConnectionSnapshot complete(ConnectionSnapshot connection) {
        connection.setContentHash(ContentHash.of(connection));
        return connection;
    }

    void read(String name, ConnectionSnapshot into) throws IOException {
        switch (name) {
            case "VpnConnectionId" -> into.setConnectionId(text(in));
            case "Status" -> into.setStatus(text(in));
            case "State" -> into.setLifecycle(text(in));
            case "VcoHealthCheck" -> into.setHealthCheck(tunnels.healthCheck());
            case "VpnBgpConfig" -> into.setBgp(tunnels.bgp());
            case "TunnelOptionsSpecification" -> into.setTunnels(tunnels.read());
            case "IkeConfig" -> into.setIke(tunnels.ike());
            case "IpsecConfig" -> into.setIpsec(tunnels.ipsec());
            case "Tag", "Tags" -> into.setTags(tags());
            case "EffectImmediately" -> into.setEffectImmediately(bool(in));
            case "EnableDpd" -> into.setDeadPeerDetection(bool(in));
            case "EnableNatTraversal" -> into.setNatTraversal(bool(in));
            case "EnableTunnelsBgp" -> into.setTunnelsBgp(bool(in));
            case "CrossAccountAuthorized" -> into.setCrossAccount(bool(in));
            case "CreateTime" -> into.setCreatedAt(instant());
            case "LocalSubnet" -> into.setLocalSubnets(subnets());
            case "RemoteSubnet" -> into.setRemoteSubnets(subnets());
            default -> readDescription(name, into);
        }
    }

    private void readDescription(String name, ConnectionSnapshot into) throws IOException {
        switch (name) {
            case "Name" -> into.setName(text(in));
            case "AttachType" -> into.setAttachType(text(in));
            case "VpnGatewayId" -> into.setVpnGatewayId(text(in));
            case "CustomerGatewayId" -> into.setCustomerGatewayId(text(in));
            case "TransitRouterId" -> into.setTransitRouterId(text(in));
            case "TransitRouterName" -> into.setTransitRouterName(text(in));
            case "AttachInstanceId" -> into.setAttachInstanceId(text(in));
            case "InternetIp" -> into.setInternetIp(text(in));
            case "ZoneNo" -> into.setZone(text(in));
            case "NetworkType" -> into.setNetworkType(text(in));
            case "Spec" -> into.setSpec(text(in));
            case "TunnelBandwidth" -> into.setTunnelBandwidth(text(in));
            case "ResourceGroupId" -> into.setResourceGroupId(text(in));
            default -> in.skipChildren();
        }
    }

    private @Nullable Instant instant() throws IOException {
        Long millis = int64(in);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private List<String> subnets() throws IOException {
        return Stream.of(text(in).split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
    }

    private List<Tag> tags() throws IOException {
        var tags = new ArrayList<Tag>();
        eachObject(in, "Tag", () -> {
            var tag = new Tag("", "");
            each(in, name -> {
                switch (name) {
                    case "Key", "TagKey" -> tag.setKey(text(in));
                    case "Value", "TagValue" -> tag.setValue(text(in));
                    default -> in.skipChildren();
                }
            });
            tags.add(tag);
        });
        tags.sort(Comparator.comparing(Tag::getKey).thenComparing(Tag::getValue));
        return tags;
    }
}
