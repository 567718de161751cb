package io.tunnelwatch.notify.gate;

import io.tunnelwatch.schemas.topics.NoticeFingerprints;
import io.tunnelwatch.schemas.topics.ShortHash;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the decisions as records, with ids that are the same in every replay. */
final class Notices {
    static final SilentReason NO_ROUTE =
            new SilentReason(NoticeReason.NO_ROUTE, null, "Not sent: no open route leads to a destination.");
    static final SilentReason NEVER_TOLD =
            new SilentReason(NoticeReason.NEVER_TOLD, null, "Not sent: nobody was told that it fires.");

    private static final int ID_BYTES = 16;

    private Notices() {}

    /** An alert whose acknowledgement has ended is told as that. */
    static NotificationKind kind(Incident it) {
        return it.endedAcknowledgement() == null ? NotificationKind.ALERT : NotificationKind.ACKNOWLEDGEMENT_ENDED;
    }

    /**
     * The newest step of an alert.
     *
     * @param broken the acknowledgement that the step has ended
     * @param isNow whether the step has just come
     */
    static Notification of(
            Incident it, @Nullable String broken, boolean isNow, Collection<String> destinations, Instant now) {
        NoticeCause ended = it.endedAcknowledgement();
        NoticeCause why =
                ended != null ? ended : broken != null ? broken(broken).cause() : isNow ? news(it) : late(it);
        return notify(it.alert(), kind(it), why, sentence(it.alert(), why), destinations, now);
    }

    /** The end of an acknowledgement by a step of which nobody is told. */
    static SilentReason broken(String commandId) {
        return new SilentReason(
                NoticeReason.ACKNOWLEDGEMENT_BROKEN,
                commandId,
                "Acknowledgement " + commandId + " is over: the alert has become worse.");
    }

    private static NoticeCause news(Incident it) {
        return new NoticeCause(
                switch (it.alert().getStatus()) {
                    case FIRING -> NoticeReason.FIRED;
                    case UPDATED -> NoticeReason.UPDATED;
                    case RESOLVED -> NoticeReason.RESOLVED;
                    case FLAPPING -> NoticeReason.FLAPPING;
                    case DOWN_WHILE_FLAPPING -> NoticeReason.DOWN_WHILE_FLAPPING;
                    case FLAP_END -> NoticeReason.FLAP_ENDED;
                    case UNKNOWN -> it.isActive() ? NoticeReason.UPDATED : NoticeReason.RESOLVED;
                },
                null);
    }

    private static NoticeCause late(Incident it) {
        NoticeCause before = it.suppressedBy();
        NoticeReason reason = before == null ? NoticeReason.STILL_FIRING : before.ending();
        if (reason == NoticeReason.STILL_FIRING) {
            return new NoticeCause(it.isActive() ? reason : NoticeReason.RESOLVED, null);
        }
        return new NoticeCause(reason, before == null ? null : before.commandId());
    }

    private static String sentence(Alert alert, NoticeCause why) {
        String state = alert.getActive() ? "it fires" : "it is over";
        return switch (why.reason()) {
            case FIRED, UPDATED, RESOLVED, FLAPPING, DOWN_WHILE_FLAPPING, FLAP_ENDED, STILL_FIRING ->
                "Sent: " + state + ".";
            case ACKNOWLEDGEMENT_BROKEN ->
                "Sent: the alert is worse than when it was acknowledged (" + why.commandId() + ").";
            case SILENCE_ENDED -> "Sent: silence " + why.commandId() + " has ended, and " + state + ".";
            case MAINTENANCE_ENDED -> "Sent: maintenance " + why.commandId() + " has ended, and " + state + ".";
            case EXPIRED -> "Sent: acknowledgement " + why.commandId() + " has expired, and " + state + ".";
            case CANCELLED -> "Sent: acknowledgement " + why.commandId() + " was taken back, and " + state + ".";
            case REPEATED -> "Sent again: it still fires.";
            case ACKNOWLEDGED,
                    EXPIRES_SOON,
                    STARTED,
                    ENDED,
                    CHANGED,
                    INHIBITED,
                    SILENCED,
                    IN_MAINTENANCE,
                    NO_ROUTE,
                    NEVER_TOLD -> "Sent.";
        };
    }

    static Notification reminder(Incident it, Collection<String> destinations, Instant now) {
        var why = new NoticeCause(NoticeReason.REPEATED, null);
        return notify(it.alert(), NotificationKind.REMINDER, why, sentence(it.alert(), why), destinations, now);
    }

    static Notification acknowledgement(
            Incident it,
            NotificationKind kind,
            NoticeReason reason,
            Acknowledgement by,
            Collection<String> destinations,
            Instant now) {
        String detail = (reason == NoticeReason.ACKNOWLEDGED ? "Acknowledged" : "The acknowledgement ends") + " "
                + (reason == NoticeReason.ACKNOWLEDGED ? "until " : "at ") + by.until() + ", by " + by.by() + ".";
        return notify(it.alert(), kind, new NoticeCause(reason, by.commandId()), detail, destinations, now);
    }

    static Notification silent(
            Incident it, NotificationKind kind, SilentReason why, @Nullable String about, Instant now) {
        Alert alert = it.alert();
        return record(
                alert.getFingerprint(),
                alert.getStepId() + "/" + about,
                kind,
                NotificationOutcome.SILENT,
                why.cause(),
                why.detail(),
                List.of(),
                now,
                alert);
    }

    /** @param start beginning of the occurrence, which tells it from the others of a recurring maintenance */
    static Notification maintenance(
            StandingCommand it,
            NotificationKind kind,
            NoticeReason reason,
            Instant start,
            Collection<String> destinations,
            Instant now) {
        String what = reason == NoticeReason.STARTED ? "begins" : "is over";
        return record(
                NoticeFingerprints.ofMaintenance(it.id()),
                start.toString(),
                kind,
                destinations.isEmpty() ? NotificationOutcome.SILENT : NotificationOutcome.NOTIFY,
                new NoticeCause(reason, it.id()),
                "A maintenance " + what + ", declared by " + it.command().getBy() + ": "
                        + it.command().getReason(),
                destinations,
                now,
                null);
    }

    private static Notification notify(
            Alert alert,
            NotificationKind kind,
            NoticeCause why,
            String detail,
            Collection<String> destinations,
            Instant now) {
        return record(
                alert.getFingerprint(),
                alert.getStepId(),
                kind,
                NotificationOutcome.NOTIFY,
                why,
                detail,
                destinations,
                now,
                alert);
    }

    @SuppressWarnings("NullAway") // Avro's setters take null where the schema does
    static Notification record(
            String fingerprint,
            String step,
            NotificationKind kind,
            NotificationOutcome outcome,
            NoticeCause why,
            String detail,
            Collection<String> destinations,
            Instant now,
            @Nullable Alert alert) {
        var it = new Notification();
        it.setNotificationId(id(
                fingerprint,
                step,
                kind.name(),
                outcome.name(),
                why.reason().name(),
                String.valueOf(why.commandId()),
                now.toString()));
        it.setFingerprint(fingerprint);
        it.setKind(kind);
        it.setOutcome(outcome);
        it.setReason(why.reason().name());
        it.setDetail(detail);
        it.setCommandId(why.commandId());
        it.setDestinations(destinations.stream().sorted().toList());
        it.setAttempts(0);
        it.setAt(now);
        it.setAlert(alert);
        return it;
    }

    private static String id(String... parts) {
        return ShortHash.of(String.join("\n", parts), ID_BYTES);
    }
}
