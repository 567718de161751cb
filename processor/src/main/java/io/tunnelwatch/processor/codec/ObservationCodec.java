package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.Context;
import io.tunnelwatch.processor.domain.Observation;
import io.tunnelwatch.processor.domain.Order;
import io.tunnelwatch.processor.domain.Snapshot;
import io.tunnelwatch.processor.domain.Target;
import io.tunnelwatch.schemas.streams.BadRecordException;
import io.tunnelwatch.v1.Bgp;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.HealthCheck;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Observations, from Avro. */
public final class ObservationCodec {
    private ObservationCodec() {}

    /**
     * The observation in the domain's words.
     *
     * @param key the record's key, which must be the target
     */
    public static Observation decode(@Nullable String key, io.tunnelwatch.v1.Observation it) {
        var target = new Target(it.getAccount(), it.getRegion());
        if (!target.toString().equals(key)) {
            throw new BadRecordException("An observation of " + target + " stands under the key " + key);
        }
        if (it.getPollIntervalMillis() <= 0) {
            throw new BadRecordException("A poll interval of " + it.getPollIntervalMillis() + " ms");
        }
        var order = it.getOrder();
        return new Observation(
                target,
                new Order(order.getEpoch(), order.getScan(), order.getIndex()),
                it.getObservedAt(),
                Duration.ofMillis(it.getPollIntervalMillis()),
                body(it.getBody()));
    }

    private static Observation.Body body(Object body) {
        if (body instanceof ConnectionSnapshot it) {
            return snapshot(it);
        }
        if (body instanceof ScanCompleted it) {
            return new Observation.ScanCompleted(it.getConnections(), it.getDigest(), it.getDeletionsHeld());
        }
        if (body instanceof ScanFailed it) {
            return new Observation.ScanFailed(failure(it.getFailure()), code(it));
        }
        if (body instanceof ConnectionGone it) {
            return new Observation.Gone(it.getConnectionId());
        }
        if (body instanceof Diagnosis it) {
            return new Observation.Diagnosis(it.getConnectionId(), it.getCode());
        }
        if (body instanceof TargetSilent it) {
            return it.getRetired() == null ? new Observation.Silent() : new Observation.Retired();
        }
        throw new BadRecordException("An observation of a kind that is not known: " + body.getClass());
    }

    private static Observation.Failure failure(FailureClass failure) {
        return switch (failure) {
            case CREDENTIALS -> Observation.Failure.CREDENTIALS;
            case DENIED -> Observation.Failure.DENIED;
            case UNKNOWN, THROTTLED, NETWORK, SERVER, MALFORMED, INCONSISTENT -> Observation.Failure.OTHER;
        };
    }

    private static String code(ScanFailed it) {
        return it.getCode().isEmpty() ? it.getFailure().name() : it.getCode();
    }

    private static Snapshot snapshot(ConnectionSnapshot it) {
        return new Snapshot(
                it.getConnectionId(),
                it.getContentHash(),
                it.getCreatedAt(),
                it.getStatus(),
                healthCheck(it.getHealthCheck()),
                bgp(it.getBgp()),
                it.getTunnels().stream().map(ObservationCodec::tunnel).toList(),
                Boolean.FALSE.equals(it.getEffectImmediately()),
                context(it),
                ConfigurationCodec.decode(it));
    }

    private static Snapshot.Tunnel tunnel(TunnelSnapshot it) {
        return new Snapshot.Tunnel(it.getTunnelId(), it.getRole(), it.getStatus(), bgp(it.getBgp()));
    }

    private static Snapshot.HealthCheck healthCheck(@Nullable HealthCheck it) {
        return it == null
                ? new Snapshot.HealthCheck(false, "")
                : new Snapshot.HealthCheck(Boolean.TRUE.equals(it.getEnabled()), it.getStatus());
    }

    /** Where the API does not say whether it is enabled, being there is being configured. */
    private static Snapshot.Bgp bgp(@Nullable Bgp it) {
        return it == null
                ? new Snapshot.Bgp(false, "")
                : new Snapshot.Bgp(!Boolean.FALSE.equals(it.getEnabled()), it.getStatus());
    }

    private static Context context(ConnectionSnapshot it) {
        return new Context(
                it.getName(),
                it.getAttachType(),
                it.getVpnGatewayId(),
                customerGateways(it),
                it.getTransitRouterId(),
                it.getLifecycle(),
                it.getLocalSubnets(),
                it.getRemoteSubnets(),
                it.getTags().stream()
                        .map(tag -> new Context.Tag(tag.getKey(), tag.getValue()))
                        .toList());
    }

    private static List<String> customerGateways(ConnectionSnapshot it) {
        return Stream.concat(
                        Stream.of(it.getCustomerGatewayId()),
                        it.getTunnels().stream().map(TunnelSnapshot::getCustomerGatewayId))
                .filter(id -> !id.isEmpty())
                .distinct()
                .toList();
    }
}
