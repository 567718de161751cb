package io.tunnelwatch.sink.history;

import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Transition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Some hours of one random facet, and beside them its state in each second, recorded in the plainest way. */
final class RandomTransitions {
    private static final FacetState[] STATES = {
        FacetState.UP, FacetState.DOWN, FacetState.DEGRADED, FacetState.NOT_CONFIGURED, FacetState.UNKNOWN
    };

    final String entity;
    final List<Transition> transitions = new ArrayList<>();
    final @Nullable FacetState[] atSecond;
    private final SplittableRandom random;
    private final TransitionChain chain;
    private int second;
    private @Nullable FacetState standing;

    RandomTransitions(long seed, @Nullable String tunnelId, int hours) {
        this.random = new SplittableRandom(seed);
        this.entity = tunnelId == null ? "vco-1" : tunnelId;
        this.chain = new TransitionChain("vco-1", tunnelId, FacetKind.IPSEC);
        this.atSecond = new FacetState[hours * 3600];
        second = random.nextInt(4000);
        while (second < atSecond.length) {
            step();
            second += 1 + (random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(900));
        }
    }

    private void step() {
        if (standing == null) {
            turn(second, second, next());
        } else if (random.nextInt(12) == 0) {
            transitions.add(chain.end(second));
            stand(second, null);
        } else if (standing != FacetState.UNKNOWN && random.nextInt(5) == 0) {
            // A gap: detected late, and valid from when the facet was last seen, which may be the instant at which its
            // state began.
            int seen = second - random.nextInt(Math.min(600, sinceTurn() + 1));
            turn(second, seen, FacetState.UNKNOWN);
            if (random.nextBoolean()) {
                FacetState state = next();
                transitions.add(chain.alsoTo(second, state, reason(state)));
                stand(second, state);
            }
        } else {
            turn(second, second, next());
        }
    }

    private int lastTurn;

    private int sinceTurn() {
        return second - lastTurn;
    }

    private void turn(int noticed, int since, FacetState state) {
        transitions.add(chain.to(noticed, since, state, reason(state)));
        stand(since, state);
    }

    private void stand(int since, @Nullable FacetState state) {
        Arrays.fill(atSecond, Math.min(since, atSecond.length), atSecond.length, state);
        standing = state;
        lastTurn = since;
    }

    /** A state other than the current one, since the detector never publishes a change to the same state. */
    private FacetState next() {
        FacetState state = STATES[random.nextInt(STATES.length)];
        return state == standing ? next() : state;
    }

    private static FacetReason reason(FacetState state) {
        return state == FacetState.UNKNOWN ? FacetReason.NOT_SEEN : FacetReason.UNKNOWN;
    }

    /** Seconds of an hour in a state, counted one by one; null counts those without any state. */
    long count(int hour, @Nullable FacetState state) {
        return Arrays.stream(atSecond, hour * 3600, (hour + 1) * 3600)
                .filter(it -> it == state)
                .count();
    }
}
