package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.observation.Configuration;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.state.Entry;
import io.tunnelwatch.processor.state.SettingsMemory;
import io.tunnelwatch.processor.state.TunnelSettings;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Converts a connection's configuration to Avro and back. */
final class StoredConfigurationCodec {
    /** Path of the field in the configuration. */
    private static final String POLICY = "healthCheck.policy";

    private StoredConfigurationCodec() {}

    static SettingsMemory encode(Snapshot it) {
        Context context = it.context();
        var encoded = new SettingsMemory();
        encoded.setHealthCheckEnabled(it.healthCheck().enabled());
        encoded.setBgpConfigured(it.bgp().configured());
        encoded.setNegotiatesOnTraffic(it.negotiatesOnTraffic());
        encoded.setTunnels(it.tunnels().stream()
                .map(tunnel -> new TunnelSettings(
                        tunnel.tunnelId(), tunnel.role(), tunnel.bgp().configured()))
                .toList());
        encoded.setConfiguration(it.configuration().entries().entrySet().stream()
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList());
        encoded.setName(context.name());
        encoded.setAttachType(context.attachType());
        encoded.setVpnGatewayId(context.vpnGatewayId());
        encoded.setCustomerGatewayIds(context.customerGatewayIds());
        encoded.setTransitRouterId(context.transitRouterId());
        encoded.setLocalSubnets(context.localSubnets());
        encoded.setRemoteSubnets(context.remoteSubnets());
        encoded.setTags(context.tags().stream()
                .map(tag -> new Entry(tag.key(), tag.value()))
                .toList());
        return encoded;
    }

    /** A snapshot with the configuration only, without statuses. */
    static Snapshot decode(String connectionId, long hash, SettingsMemory it) {
        return new Snapshot(
                connectionId,
                0,
                null,
                "",
                new Snapshot.HealthCheck(it.getHealthCheckEnabled(), "", revokesRoute(it.getConfiguration())),
                new Snapshot.Bgp(it.getBgpConfigured(), ""),
                it.getTunnels().stream().map(StoredConfigurationCodec::tunnel).toList(),
                it.getNegotiatesOnTraffic(),
                context(it),
                new Configuration(() -> hash, () -> entries(it.getConfiguration())));
    }

    static SortedMap<String, String> entries(List<Entry> of) {
        var entries = new TreeMap<String, String>();
        of.forEach(it -> entries.put(it.getKey(), it.getValue()));
        return entries;
    }

    /** Returns whether the health check's policy, one of the configured values, withdraws the route. */
    static boolean revokesRoute(List<Entry> configuration) {
        for (Entry it : configuration) {
            if (it.getKey().equals(POLICY)) {
                return Snapshot.HealthCheck.revokesRoute(it.getValue());
            }
        }
        return false;
    }

    static List<Context.Tag> tags(List<Entry> of) {
        return of.stream()
                .map(it -> new Context.Tag(it.getKey(), it.getValue()))
                .toList();
    }

    private static Snapshot.Tunnel tunnel(TunnelSettings it) {
        return new Snapshot.Tunnel(it.getTunnelId(), it.getRole(), "", new Snapshot.Bgp(it.getBgpConfigured(), ""));
    }

    private static Context context(SettingsMemory it) {
        return new Context(
                it.getName(),
                it.getAttachType(),
                it.getVpnGatewayId(),
                it.getCustomerGatewayIds(),
                it.getTransitRouterId(),
                "",
                it.getLocalSubnets(),
                it.getRemoteSubnets(),
                tags(it.getTags()));
    }
}
