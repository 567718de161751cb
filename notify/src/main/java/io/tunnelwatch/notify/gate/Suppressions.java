package io.tunnelwatch.notify.gate;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reasons that suppress alerts at one time: inhibitors, acknowledgements, silences and maintenances. */
final class Suppressions {
    /** A maintenance explains more than a silence; the order of ids makes the choice the same everywhere. */
    private static final Comparator<StandingCommand> ORDER =
            Comparator.comparing((StandingCommand it) -> !it.isMaintenance()).thenComparing(StandingCommand::id);

    private final List<StandingCommand> inForce;
    private final Instant now;

    Suppressions(Collection<StandingCommand> commands, Instant now) {
        this.inForce = commands.stream()
                .filter(it -> it.current(now).isPresent())
                .sorted(ORDER)
                .toList();
        this.now = now;
    }

    /**
     * What keeps this alert silent; null if nothing does.
     *
     * @param detectorToo whether what the detector says about it counts too
     */
    @Nullable
    SilentReason of(Incident it, Map<String, String> labels, boolean detectorToo) {
        String inhibitor = it.alert().getInhibitedBy();
        if (detectorToo && inhibitor != null) {
            return new SilentReason(
                    NoticeReason.INHIBITED, null, "Not sent: alert " + inhibitor + " is the cause of it.");
        }
        SilentReason command = ofCommands(labels);
        Acknowledgement by = it.acknowledgement();
        return command != null || by == null
                ? command
                : new SilentReason(
                        NoticeReason.ACKNOWLEDGED,
                        by.commandId(),
                        "Not sent: acknowledged until " + by.until() + ", by " + by.by() + ".");
    }

    /** The same, whoever has acknowledged the alert. */
    @Nullable
    SilentReason withoutAcknowledgement(Incident it, Map<String, String> labels) {
        return of(it.openAgain(null), labels, true);
    }

    private @Nullable SilentReason ofCommands(Map<String, String> labels) {
        return inForce.stream()
                .filter(it -> it.covers(labels, now))
                .findFirst()
                .map(this::reason)
                .orElse(null);
    }

    private SilentReason reason(StandingCommand it) {
        return new SilentReason(
                it.isMaintenance() ? NoticeReason.IN_MAINTENANCE : NoticeReason.SILENCED,
                it.id(),
                "Not sent: " + (it.isMaintenance() ? "maintenance " : "silence ") + it.id() + " until " + end(it)
                        + ", by " + it.command().getBy() + ": " + it.command().getReason());
    }

    private String end(StandingCommand it) {
        Instant end = it.current(now).orElseThrow().end();
        return it.times().zone().map(zone -> end.atZone(zone).toString()).orElse(end.toString());
    }
}
