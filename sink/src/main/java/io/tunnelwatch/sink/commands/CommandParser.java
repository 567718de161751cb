package io.tunnelwatch.sink.commands;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.runtime.labels.MatcherText;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Recurrence;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a command from the body of a request, and refuses what breaks a rule that concerns the command alone. */
public final class CommandParser {
    private static final Set<String> FIELDS =
            Set.of("type", "id", "fingerprint", "matcher", "reason", "until", "for", "from", "recurrence", "cancels");

    private static final Pattern ID = Pattern.compile("[\\w.:-]{1,128}");
    private static final Pattern FINGERPRINT = Pattern.compile("[\\w.:-]{1,128}");
    private static final List<String> TYPES = List.of("ACKNOWLEDGE", "SILENCE", "MAINTENANCE", "CANCEL");
    private static final Duration ACKNOWLEDGED = Duration.ofHours(4);
    private static final Duration LONGEST_ACKNOWLEDGEMENT = Duration.ofHours(24);

    /** Less than the retention of the topic: a command must not vanish while it is in force. */
    private static final Duration LONGEST = Duration.ofDays(366);

    private static final int MINUTES_OF_A_DAY = 1_440;

    private final CommandBody body;
    private final Instant now;

    private CommandParser(CommandBody body, Instant now) {
        this.body = body;
        this.now = now;
    }

    /** @throws CommandRefusal naming the field and the cure */
    public static Command read(byte[] body, String by, Instant now) {
        // The topic keeps milliseconds, and the answer must not promise more.
        return new CommandParser(CommandBody.read(body, FIELDS), now.truncatedTo(ChronoUnit.MILLIS)).command(by);
    }

    private Command command(String by) {
        var command = Command.newBuilder()
                .setCommandId(id())
                .setType(type())
                .setBy(by)
                .setAt(now)
                .setReason(body.text("reason").orElse(""));
        switch (command.getType()) {
            case ACKNOWLEDGE -> acknowledge(command);
            case SILENCE -> silence(command);
            case MAINTENANCE -> maintain(command);
            case CANCEL, UNKNOWN -> cancel(command);
        }
        return command.build();
    }

    private String id() {
        return body.text("id")
                .filter(it -> ID.matcher(it).matches())
                .orElseThrow(() -> CommandRefusal.malformed("id must be given, of up to 128 letters, digits and '_.:-';"
                        + " make a new one for each command, such as a UUID, so that sending it twice has no second"
                        + " effect."));
    }

    private CommandType type() {
        return body.text("type")
                .map(it -> it.toUpperCase(Locale.ROOT))
                .filter(TYPES::contains)
                .map(CommandType::valueOf)
                .orElseThrow(() -> CommandRefusal.malformed("type must be one of: " + String.join(", ", TYPES) + "."));
    }

    private void acknowledge(Command.Builder command) {
        refuse("An acknowledgement", "matcher", "from", "recurrence", "cancels");
        command.setFingerprint(body.text("fingerprint")
                .filter(it -> FINGERPRINT.matcher(it).matches())
                .orElseThrow(() -> CommandRefusal.malformed(
                        "fingerprint must name the alert to acknowledge; GET /api/v1/alerts lists them.")));
        Instant until = until(now, LONGEST_ACKNOWLEDGEMENT, "an acknowledgement lasts 24 h at most");
        command.setUntil(until == null ? now.plus(ACKNOWLEDGED) : until);
        refusePast(command.getUntil());
    }

    private void silence(Command.Builder command) {
        refuse("A silence", "fingerprint", "recurrence", "cancels");
        covering(command, "a silence");
        refusePast(command.getUntil());
        if (command.getFrom() != null && !command.getFrom().isAfter(now)) {
            command.setFrom(null);
        }
    }

    private void maintain(Command.Builder command) {
        refuse("A maintenance", "fingerprint", "cancels");
        covering(command, "a maintenance");
        body.object("recurrence", Set.of("days", "startTime", "durationMinutes", "zone"))
                .ifPresent(it -> command.setRecurrence(recurrence(it)));
        if (command.getRecurrence() != null) {
            refusePast(command.getUntil());
        }
    }

    private void cancel(Command.Builder command) {
        refuse("A cancellation", "fingerprint", "matcher", "until", "for", "from", "recurrence");
        command.setCancels(body.text("cancels")
                .filter(it -> ID.matcher(it).matches())
                .orElseThrow(() -> CommandRefusal.malformed(
                        "cancels must name the command to end; GET /api/v1/commands lists them.")));
    }

    /** Matcher, reason and expiry, without which neither a silence nor a maintenance is accepted. */
    private void covering(Command.Builder command, String what) {
        command.setMatchers(matchers());
        if (command.getReason().isEmpty()) {
            throw CommandRefusal.malformed("reason must say why, for those who find " + what + " later.");
        }
        Instant from = body.time("from").orElse(null);
        if (from != null && from.isBefore(now.minus(LONGEST))) {
            throw CommandRefusal.malformed("from must not lie more than 366 days back.");
        }
        Instant begin = from == null ? now : from;
        Instant until = until(begin, LONGEST, what + " lasts 366 days at most");
        if (until == null) {
            throw CommandRefusal.malformed("until or for must say when " + what + " ends.");
        }
        command.setFrom(from).setUntil(until);
    }

    private List<io.tunnelwatch.v1.LabelMatcher> matchers() {
        List<io.tunnelwatch.v1.LabelMatcher> matchers;
        try {
            matchers = body.texts("matcher").stream().map(MatcherText::parse).toList();
        } catch (OperatorException e) {
            throw CommandRefusal.malformed("matcher: " + e.getMessage());
        }
        requireOneThatSelects(matchers);
        return matchers;
    }

    /** Matchers that also match an alert without any labels would cover everything. */
    static void requireOneThatSelects(List<io.tunnelwatch.v1.LabelMatcher> matchers) {
        if (matchers.stream().map(LabelMatcher::of).allMatch(it -> it.matches(Map.of()))) {
            throw CommandRefusal.malformed(
                    "matcher must have at least one entry that selects alerts by a label's value,"
                            + " such as \"alertname=BgpDown\"; otherwise it would cover every alert.");
        }
    }

    private @Nullable Instant until(Instant begin, Duration longest, String limit) {
        var until = body.time("until");
        var duration = body.duration("for");
        if (until.isPresent() && duration.isPresent()) {
            throw CommandRefusal.malformed("until and for exclude each other: give one of them.");
        }
        if (duration.isPresent() && duration.get().compareTo(longest) > 0) {
            throw CommandRefusal.malformed("for is too long: " + limit + ".");
        }
        Instant end = duration.map(begin::plus).or(() -> until).orElse(null);
        if (end != null && !end.isAfter(begin)) {
            throw CommandRefusal.malformed("until must lie after the beginning, and for must be longer than zero.");
        }
        if (end != null && end.isAfter(begin.plus(longest).plus(1, ChronoUnit.SECONDS))) {
            throw CommandRefusal.malformed("until is too late: " + limit + ".");
        }
        return end;
    }

    private void refusePast(@Nullable Instant until) {
        if (until == null || !until.isAfter(now)) {
            throw CommandRefusal.malformed("until must lie in the future.");
        }
    }

    private void refuse(String what, String... fields) {
        Arrays.stream(fields).filter(body::has).findFirst().ifPresent(it -> {
            throw CommandRefusal.malformed(what + " takes no field " + it + ": leave it out.");
        });
    }

    private static Recurrence recurrence(CommandBody rule) {
        var days = rule.texts("days").stream()
                .map(it -> it.toUpperCase(Locale.ROOT))
                .toList();
        if (!days.stream().allMatch(it -> Arrays.stream(DayOfWeek.values())
                .anyMatch(day -> day.name().equals(it)))) {
            throw CommandRefusal.malformed("recurrence.days must be from MONDAY to SUNDAY.");
        }
        return new Recurrence(
                days,
                rule.text("startTime")
                        .filter(CommandParser::isTime)
                        .orElseThrow(() ->
                                CommandRefusal.malformed("recurrence.startTime must be a time of day such as 02:00.")),
                rule.number("durationMinutes", 1, MINUTES_OF_A_DAY),
                rule.text("zone")
                        .filter(CommandParser::isZone)
                        .orElseThrow(() -> CommandRefusal.malformed(
                                "recurrence.zone must be a time zone such as Asia/Shanghai; a time of day without a"
                                        + " zone means nothing.")));
    }

    private static boolean isTime(String text) {
        try {
            LocalTime.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private static boolean isZone(String text) {
        try {
            ZoneId.of(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
