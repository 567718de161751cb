package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Alert;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One incident of an alert, from its firing to its resolve. An alert that fires again has the same fingerprint and is another
 * incident. Nothing here depends on a clock: what still lasts is known until the last judged scan.
 *
 * @param steps that are kept, oldest first; at least one
 * @param until when it was resolved; of one that still lasts, the time up to which its target was judged
 * @param nextFiredAt when the alert fired again; null if it has not
 */
public record AlertIncident(List<Alert> steps, Instant until, @Nullable Instant nextFiredAt) {
    public AlertIncident {
        steps = List.copyOf(steps);
    }

    /** Finds the incident that fired at that time, or else the newest one, among the steps of an alert. */
    static Optional<AlertIncident> find(List<Alert> steps, Optional<Instant> firedAt, Instant judgedAt) {
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        Instant wanted = firedAt.orElseGet(() -> steps.get(steps.size() - 1).getFiredAt());
        List<Alert> own =
                steps.stream().filter(it -> it.getFiredAt().equals(wanted)).toList();
        Instant next = steps.stream()
                .map(Alert::getFiredAt)
                .filter(wanted::isBefore)
                .min(Instant::compareTo)
                .orElse(null);
        return own.isEmpty() ? Optional.empty() : Optional.of(of(own, judgedAt, next));
    }

    private static AlertIncident of(List<Alert> own, Instant judgedAt, @Nullable Instant next) {
        Alert last = own.get(own.size() - 1);
        Instant lastStep = last.getUpdatedAt();
        Instant known = next != null ? next : lastStep.isAfter(judgedAt) ? lastStep : judgedAt;
        return new AlertIncident(own, last.getActive() ? known : lastStep, next);
    }

    public Alert first() {
        return steps.get(0);
    }

    /** The newest step, which tells most. */
    public Alert last() {
        return steps.get(steps.size() - 1);
    }

    public Instant firedAt() {
        return last().getFiredAt();
    }

    /** When the problem was first observed. A reason that changes later is another problem of the same incident. */
    public Instant since() {
        return steps.stream().map(Alert::getSince).min(Instant::compareTo).orElseThrow();
    }

    /** When everything was last observed well; the same as {@link #since()} if it never was. */
    public Instant notBefore() {
        return steps.stream().map(Alert::getNotBefore).min(Instant::compareTo).orElseThrow();
    }

    /** The connections that it covered at any time, sorted. */
    public List<String> members() {
        return steps.stream()
                .flatMap(it -> it.getMembers().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns whether the step with which it fired is kept, and so each later one. */
    public boolean isWhole() {
        return !first().getUpdatedAt().isAfter(firedAt());
    }

    public boolean isOver() {
        return !last().getActive();
    }
}
