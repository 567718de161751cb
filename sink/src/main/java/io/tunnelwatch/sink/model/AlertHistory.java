package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Order;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The steps of all alerts. The topic of the alerts is compacted, so it has lost steps of the past; the decisions about them carry
 * each step, and are not compacted. Steps are kept as bytes, since few are ever requested.
 */
final class AlertHistory {
    /** Bounds the memory for one alert; damping keeps an alert far below it. */
    private static final int MOST_STEPS = 1_000;

    private static final Comparator<Step> ORDER = Comparator.comparing(Step::updatedAt)
            .thenComparingLong(it -> it.order().getEpoch())
            .thenComparingLong(it -> it.order().getScan())
            .thenComparingInt(it -> it.order().getIndex());

    private final Map<String, List<Step>> alerts = new ConcurrentHashMap<>();
    private volatile Instant knownSince = Instant.MAX;
    private volatile Instant droppedUntil = Instant.MIN;

    /** One step, with what is needed to find it. */
    private record Step(
            String id, Instant updatedAt, Instant firedAt, boolean isActive, Order order, ByteBuffer encoded) {
        static Step of(Alert it) {
            return new Step(
                    it.getStepId(),
                    it.getUpdatedAt(),
                    it.getFiredAt(),
                    it.getActive(),
                    it.getOrder(),
                    AlertHistory.encoded(it));
        }
    }

    void put(Alert alert) {
        var steps = alerts.computeIfAbsent(alert.getFingerprint(), it -> new ArrayList<>());
        synchronized (steps) {
            if (steps.stream().anyMatch(it -> it.id().equals(alert.getStepId()))) {
                return;
            }
            insert(Step.of(alert), steps);
            dropBefore(steps.get(steps.size() - 1).updatedAt().minus(Past.KEPT), steps);
            if (steps.size() > MOST_STEPS) {
                steps.remove(0);
                droppedUntil = later(droppedUntil, steps.get(0).updatedAt());
            }
        }
    }

    private static void insert(Step step, List<Step> into) {
        int place = into.size();
        while (place > 0 && ORDER.compare(into.get(place - 1), step) > 0) {
            place--;
        }
        into.add(place, step);
    }

    /** Drops steps that were over before a time; the last one until then is still in force at it. */
    private static void dropBefore(Instant time, List<Step> steps) {
        while (steps.size() > 1 && steps.get(1).updatedAt().isBefore(time)) {
            steps.remove(0);
        }
    }

    /** Adds the steps of an alert that others know, each one changed; a step without a result is left out. */
    void share(AlertHistory others, String fingerprint, Function<Alert, Optional<Alert>> change) {
        others.steps(fingerprint).stream()
                .flatMap(it -> change.apply(it).stream())
                .forEach(this::put);
    }

    /** Is as complete as others are. */
    void shareCompleteness(AlertHistory others) {
        knownSince = others.knownSince;
        droppedUntil = others.droppedUntil;
    }

    void remove(String fingerprint) {
        alerts.remove(fingerprint);
    }

    /** Says that each step since a time has been read. */
    void markKnownSince(Instant time) {
        knownSince = knownSince.isBefore(time) ? knownSince : time;
    }

    /** The time since which each step of each alert is known. */
    Instant completeSince() {
        return later(knownSince, droppedUntil);
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** All alerts as they were at a time, active or not. */
    List<Alert> at(Instant time) {
        return alerts.values().stream().flatMap(it -> alert(it, time).stream()).toList();
    }

    /** The steps of an alert that are kept, of all its incidents, oldest first. */
    List<Alert> steps(String fingerprint) {
        List<Step> steps = alerts.getOrDefault(fingerprint, List.of());
        synchronized (steps) {
            return steps.stream().map(AlertHistory::decoded).toList();
        }
    }

    private static Optional<Alert> alert(List<Step> steps, Instant time) {
        synchronized (steps) {
            int next = 0;
            while (next < steps.size() && !steps.get(next).updatedAt().isAfter(time)) {
                next++;
            }
            var last = next == 0 ? Optional.<Step>empty() : Optional.of(steps.get(next - 1));
            boolean hasFired = next < steps.size()
                    && !steps.get(next).firedAt().isAfter(time)
                    && last.map(it -> !it.isActive()).orElse(true);
            return hasFired ? Optional.of(asItFired(decoded(steps.get(next)))) : last.map(AlertHistory::decoded);
        }
    }

    /** The alert between its firing, which is known from a later step only, and that step. */
    private static Alert asItFired(Alert later) {
        return Alert.newBuilder(later)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setUpdatedAt(later.getFiredAt())
                .setResolvedAt(null)
                .build();
    }

    private static ByteBuffer encoded(Alert it) {
        try {
            return it.toByteBuffer();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen: all in memory
        }
    }

    private static Alert decoded(Step it) {
        try {
            return Alert.fromByteBuffer(it.encoded().duplicate());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // cannot happen: written by this class
        }
    }
}
