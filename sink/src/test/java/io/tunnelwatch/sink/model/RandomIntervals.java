package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Contiguous intervals, as in the history topic: each is opened, then closed, and the last one stays open. */
final class RandomIntervals {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private RandomIntervals() {}

    static List<Interval> of(long seed, String entity, int count) {
        var random = new SplittableRandom(seed);
        var records = new ArrayList<Interval>();
        Instant from = START;
        for (int i = 0; i < count; i++) {
            // Some have no length: a gap may begin at the instant at which the state before it did.
            Instant to = from.plusSeconds(i % 4 == 1 && random.nextBoolean() ? 0 : 1 + random.nextInt(5_000));
            FacetState state = i % 2 == 0 ? FacetState.UP : FacetState.DOWN;
            var opened = Interval.newBuilder()
                    .setIntervalId(entity + i)
                    .setAccount("acct")
                    .setRegion("region")
                    .setEntity(entity)
                    .setFacet(FacetKind.IPSEC)
                    .setState(state)
                    .setReason(i % 3 == 0 ? FacetReason.PHASE2_PENDING : FacetReason.PHASE1_NOT_ESTABLISHED)
                    .setValidFrom(from)
                    .setValidFromNotBefore(from.minusSeconds(30))
                    .build();
            records.add(opened);
            if (i < count - 1) {
                records.add(Interval.newBuilder(opened)
                        .setValidTo(to)
                        .setCloseReason(CloseReason.TRANSITION)
                        .build());
            }
            from = to;
        }
        return records;
    }
}
