package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One set of labels at a receiver that keeps state: what it was told, what it is to be told, and when. */
final class AlertmanagerEntry {
    private final Map<String, String> labels;
    private final List<Notice> pending = new ArrayList<>();
    private Notification shown;
    private boolean isActive;
    private Instant endedAt;
    private Instant dueAt;
    private int version;
    private int attempts;

    /** @param end when it ended; of no meaning while it is active */
    AlertmanagerEntry(Map<String, String> labels, Notification shown, boolean isActive, Instant end, Instant now) {
        this.labels = labels;
        this.shown = shown;
        this.isActive = isActive;
        this.endedAt = end;
        this.dueAt = now;
    }

    Map<String, String> labels() {
        return labels;
    }

    Notification shown() {
        return shown;
    }

    boolean isActive() {
        return isActive;
    }

    List<Notice> pending() {
        return pending;
    }

    int version() {
        return version;
    }

    /** Attempts to tell of the present version. */
    int attempts() {
        return attempts;
    }

    void show(Notification decision, boolean active, Instant end, Instant now) {
        shown = decision;
        isActive = active;
        endedAt = end;
        dueAt = now;
        version++;
        attempts = 0;
    }

    /** Ends it under its own labels: the receiver knows it by no others. */
    void resolve(Instant end, Instant now) {
        Alert alert = shown.getAlert();
        Notification decision = alert == null
                ? shown
                : Notification.newBuilder(shown)
                        .setAlert(Alert.newBuilder(alert)
                                .setActive(false)
                                .setStatus(AlertStatus.RESOLVED)
                                .setResolvedAt(end)
                                .build())
                        .build();
        show(decision, false, end, now);
    }

    boolean isDue(Instant now) {
        return !now.isBefore(dueAt);
    }

    void dueAt(Instant time) {
        dueAt = time;
    }

    void tried() {
        attempts++;
    }

    /** Returns the notices that the receiver has now, if it was told of this version. */
    List<Notice> told(int toldVersion, Instant again) {
        if (toldVersion != version) {
            return List.of();
        }
        dueAt = again;
        var done = List.copyOf(pending);
        pending.clear();
        return done;
    }

    /** Returns whether it ended so long ago that the receiver needs not be told any more. */
    boolean isOver(Instant now, Duration repeat) {
        return !isActive && pending.isEmpty() && Duration.between(endedAt, now).compareTo(repeat) >= 0;
    }
}
