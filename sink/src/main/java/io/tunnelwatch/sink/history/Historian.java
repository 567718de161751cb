package io.tunnelwatch.sink.history;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a transition means for history. It ends the interval that its {@code from} began and begins the one of its {@code to};
 * both are named by what began them, so that opening and closing meet under one key and nothing has to be remembered.
 */
public final class Historian {
    private static final int ID_BYTES = 16;

    private Historian() {}

    /** The intervals that a transition closes and opens, in this order. */
    public static List<Interval> intervals(Transition transition) {
        var intervals = new ArrayList<Interval>();
        FacetKind facet = transition.getFacet();
        if (facet == null) {
            return intervals;
        }
        FacetValue from = transition.getFrom();
        FacetValue to = transition.getTo();
        if (from != null) {
            intervals.add(closed(transition, facet, from, to));
        }
        if (to != null) {
            intervals.add(interval(transition, facet, to, notBefore(transition, to)));
        }
        return intervals;
    }

    private static Interval closed(Transition it, FacetKind facet, FacetValue from, @Nullable FacetValue to) {
        Instant end = to == null ? it.getDetectedAt() : to.getSince();
        // How late its own beginning may have been seen is in the record that opened it, which this one replaces.
        var interval = interval(it, facet, from, from.getSince());
        interval.setValidTo(end);
        interval.setDurationMillis(Duration.between(from.getSince(), end).toMillis());
        interval.setCloseReason(closeReason(it, to));
        return interval;
    }

    private static CloseReason closeReason(Transition it, @Nullable FacetValue to) {
        if (it.getKind() == TransitionKind.FACET_ENDED || to == null) {
            return CloseReason.DELETED;
        }
        return to.getReason() == FacetReason.NOT_SEEN ? CloseReason.GAP : CloseReason.TRANSITION;
    }

    /** A gap begins where the facet was last seen, which is before it was noticed. */
    private static Instant notBefore(Transition it, FacetValue to) {
        return it.getNotBefore().isAfter(to.getSince()) ? to.getSince() : it.getNotBefore();
    }

    private static Interval interval(Transition it, FacetKind facet, FacetValue value, Instant notBefore) {
        ConnectionContext context = it.getContext();
        return Interval.newBuilder()
                .setIntervalId(id(it, facet, value))
                .setAccount(it.getAccount())
                .setRegion(it.getRegion())
                .setConnectionId(it.getConnectionId())
                .setTunnelId(it.getTunnelId())
                .setEntity(it.getEntity())
                .setFacet(facet)
                .setState(value.getState())
                .setReason(value.getReason())
                .setRaw(value.getRaw())
                .setValidFrom(value.getSince())
                .setValidFromNotBefore(notBefore)
                .setName(context == null ? "" : context.getName())
                .setVpnGatewayId(context == null ? "" : context.getVpnGatewayId())
                .setCustomerGatewayId(context == null ? "" : String.join(",", context.getCustomerGatewayIds()))
                .build();
    }

    /** State and reason are in it because a gap may begin at the very instant at which the state before it did. */
    private static String id(Transition it, FacetKind facet, FacetValue value) {
        String name = String.join(
                "\0",
                it.getAccount(),
                it.getRegion(),
                it.getEntity(),
                facet.name(),
                value.getSince().toString(),
                value.getState().name(),
                value.getReason().name());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(Arrays.copyOf(hash, ID_BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
