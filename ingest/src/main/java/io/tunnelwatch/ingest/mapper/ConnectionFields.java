package io.tunnelwatch.ingest.mapper;

import static io.tunnelwatch.ingest.document.Fields.bool;
import static io.tunnelwatch.ingest.document.Fields.commaSeparated;
import static io.tunnelwatch.ingest.document.Fields.eachWrapped;
import static io.tunnelwatch.ingest.document.Fields.int64;
import static io.tunnelwatch.ingest.document.Fields.rest;

import io.tunnelwatch.ingest.document.Document;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Tag;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The allow-list of a connection: the one place that defines which fields of the API are read and what they mean. */
final class ConnectionFields {
    private static final Comparator<Tag> BY_KEY =
            Comparator.comparing(Tag::getKey).thenComparing(Tag::getValue);

    private final Document in;
    private final TunnelFields tunnels;
    private final RecordBounds bounds;

    ConnectionFields(Document in, Fingerprints fingerprints, RecordBounds bounds) {
        this.in = in;
        this.bounds = bounds;
        this.tunnels = new TunnelFields(in, fingerprints);
    }

    /** Reads the connection from the object that was entered. */
    ConnectionSnapshot read() throws IOException {
        ConnectionSnapshot connection = EmptyRecords.connection();
        rest(in, name -> read(name, connection));
        return complete(connection);
    }

    /** Bounds the connection, then hashes it as it will be published. */
    ConnectionSnapshot complete(ConnectionSnapshot connection) {
        bounds.within(connection).setContentHash(ContentHash.of(connection));
        return connection;
    }

    void read(String name, ConnectionSnapshot into) throws IOException {
        switch (name) {
            case "VpnConnectionId" -> into.setConnectionId(in.text());
            case "Status" -> into.setStatus(in.text());
            case "State" -> into.setLifecycle(in.text());
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
            case "LocalSubnet" -> into.setLocalSubnets(commaSeparated(in));
            case "RemoteSubnet" -> into.setRemoteSubnets(commaSeparated(in));
            default -> readDescription(name, into);
        }
    }

    private void readDescription(String name, ConnectionSnapshot into) throws IOException {
        switch (name) {
            case "Name" -> into.setName(in.text());
            case "AttachType" -> into.setAttachType(in.text());
            case "VpnGatewayId" -> into.setVpnGatewayId(in.text());
            case "CustomerGatewayId" -> into.setCustomerGatewayId(in.text());
            case "TransitRouterId" -> into.setTransitRouterId(in.text());
            case "TransitRouterName" -> into.setTransitRouterName(in.text());
            case "AttachInstanceId" -> into.setAttachInstanceId(in.text());
            case "InternetIp" -> into.setInternetIp(in.text());
            case "ZoneNo" -> into.setZone(in.text());
            case "NetworkType" -> into.setNetworkType(in.text());
            case "Spec" -> into.setSpec(in.text());
            case "TunnelBandwidth" -> into.setTunnelBandwidth(in.text());
            case "ResourceGroupId" -> into.setResourceGroupId(in.text());
            default -> in.skip();
        }
    }

    private @Nullable Instant instant() throws IOException {
        Long millis = int64(in);
        return millis == null ? null : Instant.ofEpochMilli(millis);
    }

    private List<Tag> tags() throws IOException {
        var tags = new ArrayList<Tag>();
        eachWrapped(in, "Tag", () -> {
            var tag = new Tag("", "");
            rest(in, name -> {
                switch (name) {
                    case "Key", "TagKey" -> tag.setKey(in.text());
                    case "Value", "TagValue" -> tag.setValue(in.text());
                    default -> in.skip();
                }
            });
            tags.add(tag);
        });
        tags.sort(BY_KEY);
        return tags;
    }
}
