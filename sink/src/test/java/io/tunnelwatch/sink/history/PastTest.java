package io.tunnelwatch.sink.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a connection was, beside a count of its transitions second by second. */
class PastTest {
    private static final int HOURS = 30;
    private static final int MOMENTS = 500;

    private final ManualClock clock = new ManualClock(TransitionChain.START.plus(Duration.ofDays(2)));
    private final ReadModel model = new ReadModel(clock, clock::nanos);

    static List<Long> seeds() {
        return new SplittableRandom(Long.getLong("seed", 29)).longs(60).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldBeWhatTheTransitionsSaySecondBySecond(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var own = new RandomTransitions(seed, null, HOURS);
        var tunnel = new RandomTransitions(random.nextLong(), "tun-1", HOURS);
        boolean isCreated = random.nextBoolean();
        remember(own, tunnel, isCreated, random);
        for (int i = 0; i < MOMENTS; i++) {
            int second = random.nextInt(own.atSecond.length);
            // When
            var then = model.past().connection("vco-1", at(second));
            // Then
            String when = "seed " + seed + ", second " + second;
            assertThat(state(then, null)).as(when).isEqualTo(own.atSecond[second]);
            assertThat(state(then, "tun-1")).as(when).isEqualTo(tunnel.atSecond[second]);
            assertThat(then.isPresent()).as(when).isEqualTo(isThere(own, tunnel, isCreated, second));
        }
    }

    /** The naive rule: it is there while any facet has a state, and before its beginning unless it is known to be created. */
    private static boolean isThere(RandomTransitions own, RandomTransitions tunnel, boolean isCreated, int second) {
        if (own.atSecond[second] != null || tunnel.atSecond[second] != null) {
            return true;
        }
        boolean hasEnded = false;
        for (int earlier = 0; earlier < second; earlier++) {
            hasEnded |= own.atSecond[earlier] != null;
        }
        return !hasEnded && !(isCreated && second < beginning(own, tunnel));
    }

    private static int beginning(RandomTransitions own, RandomTransitions tunnel) {
        for (int second = 0; second < own.atSecond.length; second++) {
            if (own.atSecond[second] != null || tunnel.atSecond[second] != null) {
                return second;
            }
        }
        return own.atSecond.length;
    }

    private void remember(RandomTransitions own, RandomTransitions tunnel, boolean isCreated, SplittableRandom random) {
        var intervals = new ArrayList<Interval>();
        intervals.addAll(take(own));
        intervals.addAll(take(tunnel));
        // Several partitions, so in any order, except for the records of one key.
        var places = new HashMap<String, Integer>();
        intervals.forEach(it -> places.putIfAbsent(it.getIntervalId(), random.nextInt()));
        intervals.sort(Comparator.comparing(it -> places.get(it.getIntervalId())));
        intervals.forEach(model::put);
        if (isCreated) {
            model.put("acct/region/vco-1", created(beginning(own, tunnel)));
        }
        own.transitions.forEach(it -> model.put("acct/region/vco-1", it));
        tunnel.transitions.forEach(it -> model.put("acct/region/vco-1", it));
        model.put("acct/region/vco-1", view(own.transitions.get(own.transitions.size() - 1)));
    }

    private static List<Interval> take(RandomTransitions them) {
        var run = new HistoryRun();
        var published = new ArrayList<Interval>();
        them.transitions.forEach(it -> published.addAll(run.take(it)));
        return published;
    }

    private static ConnectionView view(Transition last) {
        return ConnectionViewUpdate.after(null, last).orElseThrow();
    }

    private static Transition created(int second) {
        var it = new TransitionChain("vco-1", null, FacetKind.IPSEC).deleted(second);
        it.setKind(TransitionKind.CONNECTION_CREATED);
        return it;
    }

    private static @Nullable FacetState state(Optional<ConnectionView> then, @Nullable String tunnelId) {
        return then.flatMap(view -> view.getFacets().stream()
                        .filter(it -> Objects.equals(it.getTunnelId(), tunnelId))
                        .map(FacetView::getValue)
                        .map(it -> it.getState())
                        .findFirst())
                .orElse(null);
    }

    private static Instant at(int second) {
        return TransitionChain.START.plusSeconds(second);
    }
}
