package io.tunnelwatch.notify.gate;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Command;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A person has taken an alert over, as it was then.
 *
 * @param severity its severity at that time; a higher one ends this
 * @param members the connections that it covered; another one ends this
 * @param isExpiryNoticeDone whether the notice before its end was sent, or is no longer due
 */
public record Acknowledgement(
        String commandId,
        String by,
        Instant until,
        AlertSeverity severity,
        Set<String> members,
        boolean isExpiryNoticeDone) {
    static final Duration USUAL = Duration.ofHours(4);
    static final Duration LONGEST = Duration.ofHours(24);
    static final Duration REMINDED_BEFORE = Duration.ofMinutes(10);

    public Acknowledgement {
        members = Set.copyOf(members);
    }

    static Acknowledgement of(Command command, Alert alert, Instant now) {
        Instant until = until(command);
        return new Acknowledgement(
                command.getCommandId(),
                command.getBy(),
                until,
                alert.getSeverity(),
                Set.copyOf(alert.getMembers()),
                !now.isBefore(until.minus(REMINDED_BEFORE)));
    }

    static Instant until(Command command) {
        Instant latest = command.getAt().plus(LONGEST);
        Instant asked = command.getUntil() == null ? command.getAt().plus(USUAL) : command.getUntil();
        return asked.isBefore(latest) ? asked : latest;
    }

    boolean isBrokenBy(Alert alert) {
        return alert.getSeverity().compareTo(severity) > 0 || !members.containsAll(alert.getMembers());
    }

    boolean isOver(Instant now) {
        return !now.isBefore(until);
    }

    Instant remindsAt() {
        return until.minus(REMINDED_BEFORE);
    }

    boolean isReminderDue(Instant now) {
        return !isExpiryNoticeDone && !now.isBefore(remindsAt());
    }

    Acknowledgement reminded() {
        return new Acknowledgement(commandId, by, until, severity, members, true);
    }
}
