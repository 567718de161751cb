package io.tunnelwatch.runtime;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations as people type them: 30m, 2h, 7d or 1h30m; or as ISO 8601 writes them, such as PT2H. */
public final class ShortDuration {
    private static final Pattern FORM =
            Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?(?:(\\d{1,7})s)?");

    private ShortDuration() {}

    /** @throws DateTimeException if the text has neither form */
    public static Duration parse(String text) {
        var parts = FORM.matcher(text);
        return !text.isEmpty() && parts.matches()
                ? Duration.ofDays(number(parts.group(1)))
                        .plusHours(number(parts.group(2)))
                        .plusMinutes(number(parts.group(3)))
                        .plusSeconds(number(parts.group(4)))
                : Duration.parse(text);
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
