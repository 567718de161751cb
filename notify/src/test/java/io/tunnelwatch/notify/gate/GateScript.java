package io.tunnelwatch.notify.gate;

import static io.tunnelwatch.notify.gate.GateInputs.START;

import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runs the lines of a case through a gate: {@code time input key=value …}. */
final class GateScript {
    private final Gate gate;
    private final GateState state = GateState.empty();
    private long scan;
    private @Nullable Alert last;
    private AlertSeverity severity = AlertSeverity.CRITICAL;

    GateScript(Routing routing) {
        this.gate = new Gate(routing);
    }

    /** The gate after its first start, when the past is over. */
    GateScript begun() {
        run("-60s tick");
        run("-55s tick");
        return this;
    }

    String run(String line) {
        String[] words = line.strip().split("\\s+", -1);
        Instant at = at(words[0]);
        GateDecision decision =
                switch (words[1]) {
                    case "tick" -> gate.tick(state, at);
                    case "again" -> gate.step(state, Objects.requireNonNull(last));
                    case "ack", "silence", "maintenance", "cancel" ->
                        gate.command(state, CommandReader.read(command(words)));
                    default -> gate.step(state, alert(words, at));
                };
        state.apply(decision);
        return decision.notices().stream().map(GateScript::text).collect(Collectors.joining("; "));
    }

    private Alert alert(String[] words, Instant at) {
        AlertStatus status = AlertStatus.valueOf(words[1].toUpperCase(Locale.ROOT));
        severity = GateInputs.severity(option(words, "severity", severity.name()));
        boolean active = Boolean.parseBoolean(option(words, "active", "" + (status != AlertStatus.RESOLVED)));
        Alert it = GateInputs.alert(words[2], status, active, severity, ++scan, at);
        it.setMembers(list(option(words, "members", "")));
        String inhibitor = option(words, "by", "");
        it.setInhibitedBy(inhibitor.isEmpty() ? null : inhibitor);
        last = it;
        return it;
    }

    private static Command command(String[] words) {
        String id = words[2];
        String until = option(words, "until", "");
        @Nullable Instant end = until.isEmpty() ? null : at(until);
        Instant given = at(option(words, "at", words[0]));
        String from = option(words, "from", "");
        Command it =
                switch (words[1]) {
                    case "ack" -> GateInputs.acknowledge(id, words[3], given, end);
                    case "cancel" -> GateInputs.cancel(id, words[3], given);
                    default ->
                        GateInputs.covering(
                                id,
                                CommandType.valueOf(words[1].toUpperCase(Locale.ROOT)),
                                words[3],
                                given,
                                from.isEmpty() ? null : at(from),
                                end);
                };
        String daily = option(words, "daily", "");
        if (!daily.isEmpty()) {
            it.setRecurrence(new Recurrence(
                    list(option(words, "days", "")),
                    daily,
                    Integer.parseInt(option(words, "minutes", "60")),
                    option(words, "zone", "UTC")));
        }
        String refused = option(words, "refused", "");
        it.setRefused(refused.isEmpty() ? null : refused);
        return it;
    }

    private static String option(String[] words, String name, String otherwise) {
        return Arrays.stream(words)
                .filter(it -> it.startsWith(name + "="))
                .map(it -> it.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }

    private static List<String> list(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(",", -1));
    }

    private static Instant at(String offset) {
        boolean isBefore = offset.startsWith("-");
        var duration = Duration.parse("PT" + offset.replace("-", "").toUpperCase(Locale.ROOT));
        return isBefore ? START.minus(duration) : START.plus(duration);
    }

    private static String text(Notification it) {
        return it.getFingerprint().replace("maintenance/", "") + " " + it.getOutcome() + " "
                + it.getKind() + " " + it.getReason()
                + (it.getCommandId() == null ? "" : " " + it.getCommandId())
                + (it.getDestinations().isEmpty() ? "" : " > " + String.join(",", it.getDestinations()));
    }
}
