package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.processor.domain.observation.UnreadSnapshot;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.runtime.streams.SaneTimes;
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

/** Converts observations from Avro. */
public final class ObservationCodec {
    private ObservationCodec() {}

    /**
     * Converts a record's value into an observation of the domain.
     *
     * @param key the record's key, which must be the target
     * @throws BadRecordException for any defect: nothing in the log may stop its readers
     */
    public static Observation decode(@Nullable String key, io.tunnelwatch.v1.@Nullable Observation it) {
        if (it == null) {
            throw new BadRecordException("An observation without a value under the key " + key);
        }
        try {
            return decodeValue(key, it);
        } catch (BadRecordException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new BadRecordException("An observation that makes no sense: " + e.getMessage(), e);
        }
    }

    private static Observation decodeValue(@Nullable String key, io.tunnelwatch.v1.Observation it) {
        var target = new Target(it.getAccount(), it.getRegion());
        if (!target.toString().equals(key)) {
            throw new BadRecordException("An observation of " + target + " has the key " + key);
        }
        Duration pollInterval = SaneTimes.requireInterval(it.getPollIntervalMillis());
        SaneTimes.require("An observation", it.getObservedAt());
        SaneTimes.require("A next poll", it.getNextPollDue());
        var order = it.getOrder();
        return new Observation(
                target,
                new Order(order.getEpoch(), order.getScan(), order.getIndex()),
                it.getObservedAt(),
                pollInterval,
                body(it.getBody()));
    }

    private static Observation.Body body(Object body) {
        if (body instanceof ConnectionSnapshot it) {
            return snapshot(it);
        }
        if (body instanceof SkippedSnapshot it) {
            return new UnreadSnapshot(it.connectionId(), it.contentHash(), it.createdAt(), () -> snapshot(it.read()));
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
        throw new BadRecordException("An observation of an unknown kind: " + body.getClass());
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
                ? new Snapshot.HealthCheck(false, "", false)
                : new Snapshot.HealthCheck(
                        Boolean.TRUE.equals(it.getEnabled()),
                        it.getStatus(),
                        Snapshot.HealthCheck.revokesRoute(it.getPolicy()));
    }

    /** If the API does not say whether BGP is enabled, a present object means that it is configured. */
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
