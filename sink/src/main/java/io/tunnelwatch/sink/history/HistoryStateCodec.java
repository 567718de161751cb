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

    static FacetHistory facetHistory(History history, FacetMemory it, long struck) {
        BegunHour begun = it.getBegun();
        return new FacetHistory(
                open(history, it),
                new Order(it.getEpoch(), it.getScan(), it.getIndex()),
                new HourSums(
                        begun.getHourMillis(),
                        begun.getUpMillis(),
                        begun.getDegradedMillis(),
                        begun.getDownMillis(),
                        begun.getNotConfiguredMillis(),
                        begun.getTransitions()),
                it.getSettledMillis(),
                struck);
    }

    static FacetKind kind(FacetMemory it) {
        return StoredValues.decode(() -> FacetKind.valueOf(it.getFacet()));
    }

    static @Nullable OngoingInterval open(History history, FacetMemory it) {
        OpenInterval open = it.getOpen();
        return open == null ? null : StoredValues.decode(() -> span(history, it, open));
    }

    private static OngoingInterval span(History history, FacetMemory it, OpenInterval open) {
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

    static FacetMemory memory(@Nullable String tunnelId, String entity, String facet, FacetHistory line) {
        HourSums begun = line.begun();
        Order order = line.order();
        return FacetMemory.newBuilder()
                .setTunnelId(tunnelId)
                .setEntity(entity)
                .setFacet(facet)
                .setEpoch(order.getEpoch())
                .setScan(order.getScan())
                .setIndex(order.getIndex())
                .setSettledMillis(line.settled())
                .setBegun(new BegunHour(
                        begun.hour(),
                        begun.up(),
                        begun.degraded(),
                        begun.down(),
                        begun.notConfigured(),
                        begun.transitions()))
                .setOpen(open(line.open()))
                .build();
    }

    private static @Nullable OpenInterval open(@Nullable OngoingInterval span) {
        if (span == null) {
            return null;
        }
        Interval it = span.interval();
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
