package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.OperatorException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options for a maintenance that returns. */
final class RecurrenceOptions {
    private static final Pattern LENGTH = Pattern.compile("(?:(\\d{1,2})h)?(?:(\\d{1,4})m)?");
    private static final int MINUTES_OF_AN_HOUR = 60;

    @Option(
            names = "--at",
            paramLabel = "HH:MM",
            description =
                    "It returns at this time of day: then --for is how long it lasts each time, and --until is when"
                            + " the last one may begin.")
    private @Nullable String start;

    @Option(
            names = "--days",
            split = ",",
            paramLabel = "DAY",
            description = "With --at: days of the week, such as SATURDAY,SUNDAY. Default: every day.")
    private List<String> days = new ArrayList<>();

    @Option(names = "--zone", paramLabel = "ZONE", description = "With --at: time zone of it, such as Asia/Shanghai.")
    private @Nullable String zone;

    boolean isSet() {
        return start != null;
    }

    /** Adds the recurrence to a command, whose field {@code for} becomes the length of an occurrence. */
    void put(ObjectNode body) {
        if (start == null) {
            if (zone != null || !days.isEmpty()) {
                throw new OperatorException("--days and --zone belong to --at: give the time of day, too.");
            }
            return;
        }
        var recurrence = body.putObject("recurrence");
        days.forEach(recurrence.putArray("days")::add);
        recurrence
                .put("startTime", start)
                .put("durationMinutes", minutes(body.path("for").asText()));
        if (zone != null) {
            recurrence.put("zone", zone);
        }
        body.remove("for");
    }

    private static int minutes(String length) {
        var parts = LENGTH.matcher(length);
        if (length.isEmpty() || !parts.matches()) {
            throw new OperatorException("With --at, --for must say how long it lasts each time, such as 30m or 1h30m.");
        }
        return MINUTES_OF_AN_HOUR * number(parts.group(1)) + number(parts.group(2));
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
