package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The state of a connection is SERVICE since it is read, and IPSEC or REDUNDANCY before. */
class StateTimelineTest {
    private static final int SECONDS = 600;
    private static final FacetState[] STATES = {
        FacetState.UP, FacetState.DOWN, FacetState.DEGRADED, FacetState.UNKNOWN, FacetState.NOT_CONFIGURED
    };

    private final Intervals intervals = new Intervals();

    @Test
    void shouldCountAnOutageAcrossTheBeginningOfServiceOnce() {
        put(FacetKind.IPSEC, FacetState.UP, 0, 100);
        put(FacetKind.IPSEC, FacetState.DOWN, 100, 300);
        put(FacetKind.IPSEC, FacetState.UP, 300, SECONDS);
        put(FacetKind.SERVICE, FacetState.DOWN, 200, 400);
        put(FacetKind.SERVICE, FacetState.UP, 400, SECONDS);

        Figures it = figures(0, SECONDS);

        assertThat(it.outages()).isOne();
        assertThat(it.repaired()).isOne();
        assertThat(it.downMillis()).isEqualTo(300_000);
        assertThat(it.upMillis()).isEqualTo(300_000);
        assertThat(intervals.states("vco-1").serviceSince()).contains(at(200));
        assertThat(intervals.states("vco-1").between(at(0), at(SECONDS), 100))
                .extracting(span -> span.label().state() + " " + span.from().getEpochSecond())
                .containsExactly("UP 0", "DOWN 100", "DOWN 200", "UP 400");
    }

    @Test
    void shouldNeedNoEarlierFacetIfServiceWasAlwaysRead() {
        put(FacetKind.IPSEC, FacetState.UP, 10, SECONDS);
        put(FacetKind.SERVICE, FacetState.DOWN, 10, SECONDS);

        assertThat(figures(0, SECONDS).upMillis()).isZero();
        assertThat(intervals.states("vco-1").serviceSince()).isEmpty();
    }

    /** A connection with two tunnels got rid of one. */
    @Test
    void shouldOrderTheEarlierFacetsByTime() {
        put(FacetKind.REDUNDANCY, FacetState.DEGRADED, 0, 100);
        put(FacetKind.IPSEC, FacetState.UP, 100, 300);
        put(FacetKind.SERVICE, FacetState.UP, 300, SECONDS);

        assertThat(intervals.states("vco-1").between(at(0), at(SECONDS), 100))
                .extracting(span -> span.label().state() + " " + span.from().getEpochSecond())
                .containsExactly("DEGRADED 0", "UP 100", "UP 300");
    }

    @Test
    void shouldEndAnEarlierFacetWhereServiceBeginsUnlessItEndedBefore() {
        put(FacetKind.IPSEC, FacetState.UP, 0, 100);
        put(FacetKind.IPSEC, FacetState.DOWN, 150, SECONDS);
        put(FacetKind.REDUNDANCY, FacetState.UP, 150, 300);
        put(FacetKind.SERVICE, FacetState.UP, 200, SECONDS);

        assertThat(intervals.states("vco-1").between(at(0), at(SECONDS), 100))
                .extracting(TimelineInterval::to)
                .containsExactly(at(100), at(200), at(200), null);
    }

    static List<Long> seeds() {
        return new SplittableRandom(Long.getLong("seed", 18)).longs(200).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldEqualTheCountSecondBySecond(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var earlier = new FacetState[SECONDS];
        var service = new FacetState[SECONDS];
        FacetKind kind = random.nextBoolean() ? FacetKind.IPSEC : FacetKind.REDUNDANCY;
        if (random.nextInt(5) > 0) {
            fill(kind, random.nextInt(SECONDS / 2), earlier, random);
        }
        if (random.nextInt(5) > 0) {
            fill(FacetKind.SERVICE, random.nextInt(SECONDS), service, random);
        }
        int from = random.nextInt(SECONDS / 2);
        int to = from + 1 + random.nextInt(SECONDS - from - 1);
        // When
        Figures it = figures(from, to);
        // Then
        assertThat(it.upMillis()).isEqualTo(count(FacetState.UP, earlier, service, from, to));
        assertThat(it.downMillis()).isEqualTo(count(FacetState.DOWN, earlier, service, from, to));
        assertThat(it.degradedMillis()).isEqualTo(count(FacetState.DEGRADED, earlier, service, from, to));
        assertThat(it.notConfiguredMillis()).isEqualTo(count(FacetState.NOT_CONFIGURED, earlier, service, from, to));
    }

    private static long count(FacetState state, FacetState[] earlier, FacetState[] service, int from, int to) {
        boolean isRead = false;
        long seconds = 0;
        for (int second = 0; second < to; second++) {
            isRead |= service[second] != null;
            FacetState now = isRead ? service[second] : earlier[second];
            seconds += second >= from && now == state ? 1 : 0;
        }
        return seconds * 1000;
    }

    private void fill(FacetKind kind, int begin, FacetState[] into, SplittableRandom random) {
        for (int from = begin; from < SECONDS; ) {
            int to = Math.min(SECONDS, from + 1 + random.nextInt(90));
            FacetState state = STATES[random.nextInt(STATES.length)];
            put(kind, state, from, to);
            java.util.Arrays.fill(into, from, to, state);
            from = to;
        }
    }

    private Figures figures(int from, int to) {
        return intervals
                .states("vco-1")
                .figures(at(from), at(to), at(SECONDS), PlannedTime.NONE)
                .lasting((to - from) * 1000L, PlannedTime.NONE);
    }

    private void put(FacetKind facet, FacetState state, int from, int to) {
        intervals.put(Interval.newBuilder()
                .setIntervalId(facet + " " + from)
                .setAccount("acct")
                .setRegion("region")
                .setEntity("vco-1")
                .setFacet(facet)
                .setState(state)
                .setReason(FacetReason.UNKNOWN)
                .setValidFrom(at(from))
                .setValidFromNotBefore(at(from))
                .setValidTo(to == SECONDS ? null : at(to))
                .setCloseReason(to == SECONDS ? null : CloseReason.TRANSITION)
                .build());
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(second);
    }
}
