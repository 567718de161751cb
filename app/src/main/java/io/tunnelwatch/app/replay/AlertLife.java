package io.tunnelwatch.app.replay;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;

/**
 * An alert from the first sight of its problem to its end.
 *
 * @param end {@link Instant#MAX} while it is active
 * @param isTried whether it follows from the rules that are tried
 * @param notices times at which somebody would have been told of it
 */
record AlertLife(Alert alert, Instant since, Instant end, boolean isTried, List<Instant> notices) {
    /** An alert keeps the time of its firing from its first step to its last. */
    private record Key(String fingerprint, Instant firedAt) {
        static Key of(Alert it) {
            return new Key(it.getFingerprint(), it.getFiredAt());
        }
    }

    static Collection<AlertLife> of(RuleTrial trial, boolean isTried) {
        var lives = new LinkedHashMap<Key, AlertLife>();
        for (Alert step : trial.steps()) {
            var seen = new AlertLife(step, step.getSince(), end(step), isTried, new ArrayList<>());
            lives.merge(Key.of(step), seen, AlertLife::then);
        }
        for (Notification it : trial.notices()) {
            AlertLife of = Objects.requireNonNull(lives.get(Key.of(it.getAlert())), "a notice is about a step");
            of.notices.add(it.getAt());
        }
        return lives.values();
    }

    private static Instant end(Alert step) {
        return step.getActive() ? Instant.MAX : step.getUpdatedAt();
    }

    /** The same with a later step. */
    private AlertLife then(AlertLife step) {
        return new AlertLife(step.alert, since.isBefore(step.since) ? since : step.since, step.end, isTried, notices);
    }
}
