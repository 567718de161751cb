package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.Event.Cause;
import io.tunnelwatch.processor.domain.Event.Connection;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.Transition.FacetChange;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.FacetValue;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/**
 * Detects status changes, as the plain loop does, and no alerts, gaps or gateways. Its state of a connection is as small as
 * that allows: the order of the last observation, a hash of the content, the status and since when.
 */
final class Compare extends KeyedProcessFunction<String, Observation, Event> {
    @SuppressWarnings("NullAway.Init") // open comes first
    private transient ValueState<KnownConnection> known;

    @Override
    public void open(OpenContext context) {
        known = getRuntimeContext().getState(new ValueStateDescriptor<>("known", KnownConnection.class));
    }

    @Override
    public void processElement(Observation seen, Context context, Collector<Event> out) throws Exception {
        KnownConnection before = known.value();
        if (before != null && !seen.order().isPast(new Order(before.epoch, before.scan, before.index))) {
            return;
        }
        Snapshot snapshot = (Snapshot) seen.body();
        boolean same = before != null
                && (before.contentHash == snapshot.contentHash() || before.status.equals(snapshot.status()));
        known.update(KnownConnection.of(seen, snapshot, same ? before : null));
        if (!same) {
            out.collect(transition(seen, snapshot, before));
        }
    }

    private static Transition transition(Observation seen, Snapshot snapshot, @Nullable KnownConnection before) {
        return new Transition(
                Transition.Kind.FACET_CHANGED,
                seen.target() + "-" + snapshot.connectionId() + "-" + seen.order(),
                new Cause(seen.target(), seen.order(), seen.observedAt()),
                new Connection(snapshot.connectionId(), snapshot.context()),
                FacetChange.of(new FacetId(snapshot.connectionId(), FacetKind.IPSEC))
                        .from(
                                before == null
                                        ? null
                                        : new FacetValue(reading(before.status), Instant.ofEpochMilli(before.since)))
                        .to(new FacetValue(reading(snapshot.status()), seen.observedAt())),
                before == null ? seen.observedAt() : Instant.ofEpochMilli(before.seenAt),
                List.of(),
                false);
    }

    private static Reading reading(String status) {
        return status.equals("ipsec_sa_established")
                ? new Reading(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, status)
                : new Reading(FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED, status);
    }
}
