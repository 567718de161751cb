package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class HistorianTest {
    private final Chain chain = new Chain("vco-1", null, FacetKind.IPSEC);

    @Test
    void shouldOpenAnIntervalAtFirstSight() {
        var intervals = Historian.intervals(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED));

        assertThat(intervals).singleElement().satisfies(it -> {
            assertThat(it.getValidFrom()).isEqualTo(Chain.START.plusSeconds(10));
            assertThat(it.getValidTo()).isNull();
            assertThat(it.getCloseReason()).isNull();
        });
    }

    @Test
    void shouldCloseUnderTheKeyUnderWhichItOpened() {
        var opened = Historian.intervals(chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED))
                .get(0);

        var intervals = Historian.intervals(chain.to(70, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED));

        assertThat(intervals.get(0).getIntervalId()).isEqualTo(opened.getIntervalId());
        assertThat(intervals.get(0).getCloseReason()).isEqualTo(CloseReason.TRANSITION);
        assertThat(intervals.get(0).getDurationMillis()).isEqualTo(60_000L);
        assertThat(intervals.get(1).getIntervalId()).isNotEqualTo(opened.getIntervalId());
    }

    @Test
    void shouldEndWithTheLastSightWhenLostFromSight() {
        chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED);

        var intervals = Historian.intervals(chain.to(200, 40, FacetState.UNKNOWN, FacetReason.NOT_SEEN));

        assertThat(intervals.get(0).getValidTo()).isEqualTo(Chain.START.plusSeconds(40));
        assertThat(intervals.get(0).getCloseReason()).isEqualTo(CloseReason.GAP);
        assertThat(intervals.get(1).getValidFrom()).isEqualTo(Chain.START.plusSeconds(40));
    }

    @Test
    void shouldEndWithTheEntity() {
        chain.to(10, FacetState.UP, FacetReason.IPSEC_ESTABLISHED);

        var intervals = Historian.intervals(chain.end(30));

        assertThat(intervals).singleElement().satisfies(it -> {
            assertThat(it.getCloseReason()).isEqualTo(CloseReason.DELETED);
            assertThat(it.getValidTo()).isEqualTo(Chain.START.plusSeconds(30));
        });
    }

    @Test
    void shouldKeepTwoIntervalsApartThatBeginAtTheSameInstant() {
        chain.to(10, FacetState.DOWN, FacetReason.PHASE1_NOT_ESTABLISHED);

        var intervals = Historian.intervals(chain.to(200, 10, FacetState.UNKNOWN, FacetReason.NOT_SEEN));

        assertThat(intervals)
                .extracting(Interval::getIntervalId)
                .doesNotHaveDuplicates()
                .hasSize(2);
    }

    @Test
    void shouldTileEveryRandomChain() {
        for (long seed = 1; seed <= 2_000; seed++) {
            var transitions = randomChain(seed);
            var newest = new TreeMap<String, Interval>();
            transitions.forEach(it -> Historian.intervals(it).forEach(span -> newest.put(span.getIntervalId(), span)));
            var spans = newest.values().stream()
                    .sorted(java.util.Comparator.comparing(Interval::getValidFrom)
                            .thenComparing(it -> it.getValidTo() == null ? java.time.Instant.MAX : it.getValidTo()))
                    .toList();
            assertThat(spans).as("seed %d", seed).hasSameSizeAs(transitions);
            for (int i = 1; i < spans.size(); i++) {
                assertThat(spans.get(i - 1).getValidTo())
                        .as("seed %d", seed)
                        .isEqualTo(spans.get(i).getValidFrom());
            }
            assertThat(spans.get(spans.size() - 1).getValidTo())
                    .as("seed %d", seed)
                    .isNull();
        }
    }

    @Test
    void shouldShowAConnectionAsItsLastTransitionsSay() {
        var tunnel = new Chain("vco-1", "tun-1", FacetKind.IPSEC);
        var redundancy = new Chain("vco-1", null, FacetKind.REDUNDANCY);
        ConnectionView view = null;
        for (Transition it : List.of(
                tunnel.to(1, FacetState.UP, FacetReason.IPSEC_ESTABLISHED),
                redundancy.to(1, FacetState.UP, FacetReason.ALL_TUNNELS_UP),
                tunnel.to(2, FacetState.DOWN, FacetReason.PHASE2_PENDING),
                redundancy.to(2, FacetState.DEGRADED, FacetReason.SOME_TUNNELS_DOWN))) {
            view = Views.after(view, it).orElseThrow();
        }

        assertThat(java.util.Objects.requireNonNull(view).getHeadline().getState())
                .isEqualTo(FacetState.DEGRADED);
        assertThat(view.getFacets())
                .extracting(it -> it.getTunnelId() + " " + it.getFacet() + " "
                        + it.getValue().getState())
                .containsExactly("null REDUNDANCY DEGRADED", "tun-1 IPSEC DOWN");
    }

    @Test
    void shouldRecogniseWhatItHasTakenInAlready() {
        var first = chain.to(1, FacetState.UP, FacetReason.IPSEC_ESTABLISHED);
        var second = chain.to(2, FacetState.DOWN, FacetReason.PHASE2_PENDING);
        var view = Views.after(Views.after(null, first).orElseThrow(), second).orElseThrow();

        assertThat(Views.isLate(view, first)).isTrue();
        assertThat(Views.isLate(view, second)).isFalse();
    }

    private static List<Transition> randomChain(long seed) {
        var random = new SplittableRandom(seed);
        var chain = new Chain("vco-1", null, FacetKind.IPSEC);
        var transitions = new ArrayList<Transition>();
        int second = 1;
        int seen = 1;
        boolean up = false;
        boolean lost = false;
        for (int i = 0; i < 5 + random.nextInt(30); i++) {
            second += 1 + random.nextInt(100);
            if (!lost && i > 0 && random.nextInt(5) == 0) {
                lost = true;
                transitions.add(chain.to(second, seen, FacetState.UNKNOWN, FacetReason.NOT_SEEN));
                continue;
            }
            lost = false;
            up = !up;
            seen = second + random.nextInt(2);
            second = seen;
            transitions.add(chain.to(
                    second,
                    up ? FacetState.UP : FacetState.DOWN,
                    up ? FacetReason.IPSEC_ESTABLISHED : FacetReason.PHASE1_NOT_ESTABLISHED));
        }
        return transitions;
    }
}
