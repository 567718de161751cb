package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.time.Clock;
import java.util.function.LongSupplier;

/** A read model that is filled by hand with what a feed would read. */
public final class ManualReadModel {
    private final ReadModel model;

    /** A model that has read nothing yet. */
    public ManualReadModel(Clock clock, LongSupplier nanos) {
        model = new ReadModel(clock, nanos);
        model.markCatchingUp();
    }

    public ReadModel model() {
        return model;
    }

    /** Marks everything that existed at the start as read. */
    public void markCaughtUp() {
        model.markCaughtUp();
    }

    public void put(Observation it) {
        model.put(it);
    }

    public void put(String key, Object it) {
        if (it instanceof ConnectionView view) {
            model.put(key, view);
        } else if (it instanceof Alert alert) {
            model.put(alert);
        } else if (it instanceof Interval interval) {
            model.put(interval);
        } else if (it instanceof Transition transition) {
            model.put(key, transition);
        } else if (it instanceof TargetView view) {
            model.put(view);
        }
    }
}
