package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.IkeConfig;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.TargetRetired;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TunnelSnapshot;

/** Encodes an observation as a poller would have written it. */
final class AvroObservations {
    private AvroObservations() {}

    static io.tunnelwatch.v1.Observation of(Observation it) {
        var order = it.order();
        return new io.tunnelwatch.v1.Observation(
                it.target().account(),
                it.target().region(),
                new Order(order.epoch(), order.scan(), order.index()),
                it.observedAt(),
                it.observedAt().plus(it.pollInterval()),
                it.pollInterval().toMillis(),
                body(it));
    }

    private static Object body(Observation observation) {
        Observation.Body body = observation.body();
        if (body instanceof Snapshot it) {
            return snapshot(it);
        }
        if (body instanceof Observation.Gone it) {
            return new ConnectionGone(it.connectionId(), "InvalidVpnConnectionInstanceId.NotFound", "");
        }
        if (body instanceof Observation.ScanCompleted it) {
            return new ScanCompleted(false, it.connections(), it.digest(), 1, observation.observedAt(), 0);
        }
        if (body instanceof Observation.ScanFailed it) {
            FailureClass failure =
                    switch (it.failure()) {
                        case CREDENTIALS -> FailureClass.CREDENTIALS;
                        case DENIED -> FailureClass.DENIED;
                        case OTHER -> FailureClass.NETWORK;
                    };
            return new ScanFailed(failure, it.code(), "", "");
        }
        if (body instanceof Observation.Diagnosis it) {
            return Diagnosis.newBuilder()
                    .setConnectionId(it.connectionId())
                    .setCode(it.code())
                    .build();
        }
        boolean retired = body instanceof Observation.Retired;
        return new TargetSilent(
                observation.observedAt(), retired ? new TargetRetired(RetirementReason.BY_HAND, "somebody") : null);
    }

    private static ConnectionSnapshot snapshot(Snapshot it) {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId(it.connectionId())
                .setContentHash(it.contentHash())
                .setCreatedAt(it.createdAt())
                .setStatus(it.status())
                .setLifecycle(it.context().lifecycle())
                .setHealthCheck(HealthCheck.newBuilder()
                        .setEnabled(it.healthCheck().enabled())
                        .setStatus(it.healthCheck().status())
                        .setPolicy(it.configuration().entries().getOrDefault("healthCheck.policy", ""))
                        .build())
                .setBgp(bgp(it.bgp()))
                .setTunnels(it.tunnels().stream().map(AvroObservations::tunnel).toList())
                .setName(it.context().name())
                .setLocalSubnets(it.context().localSubnets())
                .setRemoteSubnets(it.context().remoteSubnets())
                .setTags(it.context().tags().stream()
                        .map(tag -> new Tag(tag.key(), tag.value()))
                        .toList())
                .setVpnGatewayId(it.context().vpnGatewayId())
                .setCustomerGatewayId(String.join("", it.context().customerGatewayIds()))
                .setEffectImmediately(!it.negotiatesOnTraffic())
                .setIke(IkeConfig.newBuilder()
                        .setEncryption(it.configuration().entries().getOrDefault("ike.encryption", ""))
                        .build())
                .build();
    }

    private static TunnelSnapshot tunnel(Snapshot.Tunnel it) {
        return TunnelSnapshot.newBuilder()
                .setTunnelId(it.tunnelId())
                .setRole(it.role())
                .setStatus(it.status())
                .setBgp(bgp(it.bgp()))
                .build();
    }

    private static Bgp bgp(Snapshot.Bgp it) {
        return Bgp.newBuilder()
                .setEnabled(it.configured())
                .setStatus(it.status())
                .build();
    }
}
