package io.tunnelwatch.sink.model;

import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.util.function.BiConsumer;

/** Applies records to the model, and reports the changes that listeners may want to see. */
final class ModelUpdates {
    private final ReadModel model;
    private final BiConsumer<String, Object> listener;

    /** @param listener receives the kind of a change, and the value */
    ModelUpdates(ReadModel model, BiConsumer<String, Object> listener) {
        this.model = model;
        this.listener = listener;
    }

    /** @param value the record's value; anything else is a tombstone */
    void apply(String topic, String key, Object value) {
        if (value instanceof ConnectionView view) {
            model.put(key, view);
            listener.accept("connection", view);
        } else if (value instanceof Alert alert) {
            model.put(alert);
            listener.accept("alert", alert);
        } else if (value instanceof Interval interval) {
            model.put(interval);
        } else if (value instanceof Transition transition) {
            model.put(key, transition);
        } else if (value instanceof Observation observation) {
            TargetProgress target = model.put(observation);
            if (!(observation.getBody() instanceof ConnectionSnapshot)) {
                listener.accept("target", target);
            }
        } else if (value instanceof TargetView view) {
            listener.accept("target", model.put(view));
        } else if (value instanceof Command command) {
            model.commands().put(command);
            // A refused command has no effect.
            if (command.getRefused() == null) {
                listener.accept("command", command);
            }
        } else if (value instanceof Notification notification) {
            listener.accept("notice", model.put(notification));
        } else {
            remove(topic, key);
        }
    }

    private void remove(String topic, String key) {
        Topic which = Topics.find(topic).orElseThrow();
        if (which.equals(Topics.TARGETS)) {
            model.removeTarget(key);
        } else if (which.equals(Topics.CONNECTIONS)) {
            model.removeConnection(key);
        } else if (which.equals(Topics.ALERTS)) {
            model.removeAlert(key);
        } else if (which.equals(Topics.COMMANDS)) {
            model.commands().remove(key);
        }
    }
}
