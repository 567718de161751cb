package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.observation.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Evidence of why a connection is down: recent configuration changes and the cloud's own diagnosis.
 *
 * @param changes recent changes, newest last
 */
public record Evidence(List<DatedChange> changes, @Nullable Diagnosed diagnosed) {
    static final Evidence NONE = new Evidence(List.of(), null);

    /** A change that breaks a tunnel mostly does so at once; one that breaks rekeying, within minutes. */
    private static final Duration SHORTLY = Duration.ofMinutes(15);

    /** An alert may be held for as long again before it is published with them. */
    private static final Duration KEPT = Duration.ofMinutes(30);

    private static final int MOST = 20;

    /** A change and the time when it was seen. */
    public record DatedChange(Instant at, Change change) {}

    /** The FailedReasonCode that {@code DiagnoseVpnConnections} gave. */
    public record Diagnosed(Instant at, String code) {}

    public Evidence {
        changes = List.copyOf(changes);
    }

    Evidence and(List<Change> more, Instant now) {
        if (more.isEmpty()) {
            return this;
        }
        var kept = Stream.concat(
                        changes.stream().filter(it -> !it.at().plus(KEPT).isBefore(now)),
                        more.stream().map(it -> new DatedChange(now, it)))
                .toList();
        return new Evidence(kept.subList(Math.max(0, kept.size() - MOST), kept.size()), diagnosed);
    }

    Evidence and(Diagnosed diagnosis) {
        return new Evidence(changes, diagnosis);
    }

    /** The part that belongs to this drop. */
    AlertStep.Background background(Onset onset) {
        return new AlertStep.Background(changesBefore(onset), diagnosisOf(onset));
    }

    /** The changes shortly before the onset, and since. */
    private List<Change> changesBefore(Onset onset) {
        return changes.stream()
                .filter(it -> !it.at().isBefore(onset.since().minus(SHORTLY)))
                .map(DatedChange::change)
                .toList();
    }

    /** The diagnosis of this drop; empty if there is none, or only one of an earlier drop. */
    String diagnosisOf(Onset onset) {
        return diagnosed == null || diagnosed.at().isBefore(onset.since()) ? "" : diagnosed.code();
    }
}
