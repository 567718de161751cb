package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Onset;
import io.tunnelwatch.processor.domain.AlertState.Trouble;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the detector remembers of an alert: its life, how restless it is, and what the world has been told of it.
 *
 * @param flapping null while it is calm
 * @param told null while nothing stands on the topic
 */
public record Alert(AlertState state, Penalty penalty, @Nullable Flapping flapping, @Nullable Told told) {
    static final Alert NEW = new Alert(new AlertState.Quiet(), Penalty.NONE, null, null);

    /**
     * It comes and goes too often to be told each time.
     *
     * @param announced that it flaps was told
     * @param toldDown that it is down for good all the same was told; once is enough
     */
    public record Flapping(Onset onset, Trouble trouble, boolean announced, boolean toldDown) {}

    /** The alert as it stands on the topic. */
    public record Told(Instant firedAt, Onset onset, Trouble trouble) {}

    Alert in(AlertState next) {
        return new Alert(next, penalty, flapping, told);
    }

    /** It went from good to bad. */
    Alert fallen(Onset onset, Trouble trouble, Instant now) {
        Penalty more = penalty.plusOne(now);
        boolean enters = flapping == null && more.suppresses();
        return new Alert(state, more, enters ? new Flapping(onset, trouble, false, false) : flapping, told);
    }

    Alert flapping(@Nullable Flapping next) {
        return new Alert(state, penalty, next, told);
    }

    Alert telling(@Nullable Told next) {
        return new Alert(state, penalty, flapping, next);
    }

    /** Whether the end of the next scan may move it, though nothing changes. */
    boolean isRunning() {
        return flapping != null || !(state instanceof AlertState.Quiet || state instanceof AlertState.Firing) || owes();
    }

    /** Whether what stands on the topic is not what is. */
    private boolean owes() {
        AlertState.Firing firing = state.standing();
        if (firing == null || told == null) {
            return firing != null || told != null;
        }
        return firing.trouble().differsFrom(told.trouble());
    }

    /** Whether there is nothing in it worth keeping. */
    boolean isForgettable(Instant now) {
        return state instanceof AlertState.Quiet && flapping == null && told == null && penalty.isForgotten(now);
    }
}
