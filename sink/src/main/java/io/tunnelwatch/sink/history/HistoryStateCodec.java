package io.tunnelwatch.sink.history;

import io.tunnelwatch.runtime.streams.StoredValues;
import io.tunnelwatch.sink.state.BegunHour;
import io.tunnelwatch.sink.state.FacetMemory;
import io.tunnelwatch.sink.state.History;
import io.tunnelwatch.sink.state.OpenInterval;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Order;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Converts the history between its stored form and its working objects. */
final class HistoryStateCodec {
    private HistoryStateCodec() {}

    static FacetHistory facetHistory(History history, FacetMemory it, long tickedUntil) {
        BegunHour currentHour = it.getBegun();
        return new FacetHistory(
                open(history, it),
                new Order(it.getEpoch(), it.getScan(), it.getIndex()),
                new HourSums(
                        currentHour.getHourMillis(),
                        currentHour.getUpMillis(),
                        currentHour.getDegradedMillis(),
                        currentHour.getDownMillis(),
                        currentHour.getNotConfiguredMillis(),
                        currentHour.getTransitions()),
                it.getSettledMillis(),
                tickedUntil);
    }

    static FacetKind kind(FacetMemory it) {
        return StoredValues.decode(() -> FacetKind.valueOf(it.getFacet()));
    }

    static @Nullable OngoingInterval open(History history, FacetMemory it) {
        OpenInterval open = it.getOpen();
        return open == null ? null : StoredValues.decode(() -> interval(history, it, open));
    }

    private static OngoingInterval interval(History history, FacetMemory it, OpenInterval open) {
        return new OngoingInterval(Interval.newBuilder()
                .setIntervalId(open.getIntervalId())
                .setAccount(history.getAccount())
                .setRegion(history.getRegion())
                .setConnectionId(history.getConnectionId())
                .setTunnelId(it.getTunnelId())
                .setEntity(it.getEntity())
                .setFacet(kind(it))
                .setState(FacetState.valueOf(open.getState()))
                .setReason(FacetReason.valueOf(open.getReason()))
                .setRaw(open.getRaw())
                .setValidFrom(Instant.ofEpochMilli(open.getValidFromMillis()))
                .setValidFromNotBefore(Instant.ofEpochMilli(open.getNotBeforeMillis()))
                .setName(open.getName())
                .setVpnGatewayId(open.getVpnGatewayId())
                .setCustomerGatewayId(open.getCustomerGatewayId())
                .build());
    }

    static FacetMemory memory(@Nullable String tunnelId, String entity, String facet, FacetHistory facetHistory) {
        HourSums currentHour = facetHistory.currentHour();
        Order order = facetHistory.order();
        return FacetMemory.newBuilder()
                .setTunnelId(tunnelId)
                .setEntity(entity)
                .setFacet(facet)
                .setEpoch(order.getEpoch())
                .setScan(order.getScan())
                .setIndex(order.getIndex())
                .setSettledMillis(facetHistory.completedByTransition())
                .setBegun(new BegunHour(
                        currentHour.hour(),
                        currentHour.up(),
                        currentHour.degraded(),
                        currentHour.down(),
                        currentHour.notConfigured(),
                        currentHour.transitions()))
                .setOpen(open(facetHistory.open()))
                .build();
    }

    private static @Nullable OpenInterval open(@Nullable OngoingInterval interval) {
        if (interval == null) {
            return null;
        }
        Interval it = interval.interval();
        return new OpenInterval(
                it.getIntervalId(),
                it.getState().name(),
                it.getReason().name(),
                it.getRaw(),
                it.getValidFrom().toEpochMilli(),
                it.getValidFromNotBefore().toEpochMilli(),
                it.getName(),
                it.getVpnGatewayId(),
                it.getCustomerGatewayId());
    }
}
