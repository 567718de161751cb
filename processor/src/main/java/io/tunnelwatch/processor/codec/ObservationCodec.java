package io.tunnelwatch.processor.codec;

import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.runtime.streams.BadRecordException;
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
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Converts observations from Avro. */
public final class ObservationCodec {
    /** Longer than any setting allows, and short enough that multiples of it are valid times. */
    private static final long LONGEST_INTERVAL = Duration.ofDays(366).toMillis();

    private static final long LATEST = Instant.parse("9999-01-01T00:00:00Z").toEpochMilli();

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
        refuseUnless(
                isBetween(it.getPollIntervalMillis(), 1, LONGEST_INTERVAL),
                "poll interval",
                it.getPollIntervalMillis());
        refuseUnless(isTime(it.getObservedAt()), "time", it.getObservedAt());
        refuseUnless(isTime(it.getNextPollDue()), "time of the next poll", it.getNextPollDue());
        var order = it.getOrder();
        return new Observation(
                target,
                new Order(order.getEpoch(), order.getScan(), order.getIndex()),
                it.getObservedAt(),
                Duration.ofMillis(it.getPollIntervalMillis()),
                body(it.getBody()));
    }

    private static void refuseUnless(boolean possible, String what, Object value) {
        if (!possible) {
            throw new BadRecordException("An observation with an impossible " + what + ": " + value);
        }
    }

    private static boolean isTime(Instant time) {
        return isBetween(time.toEpochMilli(), 0, LATEST);
    }

    private static boolean isBetween(long value, long least, long most) {
        return value >= least && value <= most;
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
                ? new Snapshot.HealthCheck(false, "")
                : new Snapshot.HealthCheck(Boolean.TRUE.equals(it.getEnabled()), it.getStatus());
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
