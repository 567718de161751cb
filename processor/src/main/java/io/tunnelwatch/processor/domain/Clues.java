package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Onset;
import io.tunnelwatch.processor.domain.Transition.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What may explain why a connection is down: what was changed lately, and what the cloud's own diagnosis said.
 *
 * @param changes the newest last
 */
public record Clues(List<Dated> changes, @Nullable Diagnosed diagnosed) {
    static final Clues NONE = new Clues(List.of(), null);

    /** Who changes a tunnel and breaks it, mostly breaks it at once; who breaks a rekey, within minutes. */
    private static final Duration SHORTLY = Duration.ofMinutes(15);

    /** An alert may be held for as long again before it tells of them. */
    private static final Duration KEPT = Duration.ofMinutes(30);

    private static final int MOST = 20;

    /** A change, and when it was seen. */
    public record Dated(Instant at, Change change) {}

    /** What {@code DiagnoseVpnConnections} said: its FailedReasonCode. */
    public record Diagnosed(Instant at, String code) {}

    public Clues {
        changes = List.copyOf(changes);
    }

    Clues and(List<Change> more, Instant now) {
        if (more.isEmpty()) {
            return this;
        }
        var kept = Stream.concat(
                        changes.stream().filter(it -> !it.at().plus(KEPT).isBefore(now)),
                        more.stream().map(it -> new Dated(now, it)))
                .toList();
        return new Clues(kept.subList(Math.max(0, kept.size() - MOST), kept.size()), diagnosed);
    }

    Clues and(Diagnosed diagnosis) {
        return new Clues(changes, diagnosis);
    }

    /** What was changed shortly before, or while it went bad. */
    List<Change> changesBefore(Onset onset) {
        return changes.stream()
                .filter(it -> !it.at().isBefore(onset.since().minus(SHORTLY)))
                .map(Dated::change)
                .toList();
    }

    /** What was found about this drop; empty if nothing was asked, or only about an earlier one. */
    String diagnosisOf(Onset onset) {
        return diagnosed == null || diagnosed.at().isBefore(onset.since()) ? "" : diagnosed.code();
    }
}
