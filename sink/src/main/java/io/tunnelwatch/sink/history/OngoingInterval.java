package io.tunnelwatch.sink.history;

import io.tunnelwatch.schemas.topics.ShortHash;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An open interval. Its id is derived from the transition that began it, so that its opening, its checkpoints and its closing
 * share one key.
 */
record OngoingInterval(Interval interval) {
    private static final int ID_BYTES = 16;

    /** The interval that a transition begins; {@code at} is not before the end of the previous one. */
    static OngoingInterval begun(Transition it, FacetValue value, Instant at) {
        ConnectionContext context = it.getContext();
        return new OngoingInterval(Interval.newBuilder()
                .setIntervalId(id(it, value))
                .setAccount(it.getAccount())
                .setRegion(it.getRegion())
                .setConnectionId(it.getConnectionId())
                .setTunnelId(it.getTunnelId())
                .setEntity(it.getEntity())
                .setFacet(it.getFacet())
                .setState(value.getState())
                .setReason(value.getReason())
                .setRaw(value.getRaw())
                .setValidFrom(at)
                // A gap begins where the facet was last seen, which is earlier than the gap was detected.
                .setValidFromNotBefore(it.getNotBefore().isAfter(at) ? at : it.getNotBefore())
                .setName(context == null ? "" : context.getName())
                .setVpnGatewayId(context == null ? "" : context.getVpnGatewayId())
                .setCustomerGatewayId(context == null ? "" : String.join(",", context.getCustomerGatewayIds()))
                .build());
    }

    Interval closed(long end, CloseReason reason) {
        return Interval.newBuilder(interval)
                .setValidTo(Instant.ofEpochMilli(end))
                .setDurationMillis(end - from())
                .setCloseReason(reason)
                .build();
    }

    long from() {
        return interval.getValidFrom().toEpochMilli();
    }

    FacetState state() {
        return interval.getState();
    }

    /** Returns whether the transition says that it ends this interval. */
    boolean isOf(Transition it, @Nullable FacetValue value) {
        return value != null && interval.getIntervalId().equals(id(it, value));
    }

    /** State and reason are part of the id because a gap may begin at the same instant as the state before it. */
    private static String id(Transition it, FacetValue value) {
        FacetKind facet = it.getFacet();
        String name = String.join(
                "\0",
                it.getAccount(),
                it.getRegion(),
                it.getEntity(),
                String.valueOf(facet),
                value.getSince().toString(),
                value.getState().name(),
                value.getReason().name());
        return ShortHash.of(name, ID_BYTES);
    }
}
