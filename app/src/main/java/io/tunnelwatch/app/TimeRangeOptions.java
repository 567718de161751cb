package io.tunnelwatch.app;

import io.tunnelwatch.runtime.ShortDuration;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The time range of a command. */
final class TimeRangeOptions {
    static final String FORMS = "2026-11-21T08:00:00Z, 2026-11-21 (UTC), or how long ago: 7d, 1h30m or P7D";

    /** No time and no day ends so, or begins with a P. */
    private static final Pattern DURATION = Pattern.compile("P.*|(?i:\\d.*[dhms])");

    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "From when: " + FORMS + ".")
    private @Nullable Instant from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "Until when. Default: now.")
    private @Nullable Instant to;

    /** The range as parameters of the API, which has its own defaults. */
    Map<String, String> parameters() {
        var parameters = new TreeMap<String, String>();
        parameters.put("from", from == null ? "" : from.toString());
        parameters.put("to", to == null ? "" : to.toString());
        return parameters;
    }

    /** The beginning of the range, or this time if none is given. */
    Instant from(Instant otherwise) {
        return from == null ? otherwise : from;
    }

    /** The end of the range, or this time if none is given. */
    Instant to(Instant otherwise) {
        return to == null ? otherwise : to;
    }

    boolean contains(Instant time) {
        return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }

    /** A time, a day, or how long ago. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                if (DURATION.matcher(text).matches()) {
                    return Instant.now().minus(ShortDuration.parse(text.toLowerCase(Locale.ROOT)));
                }
                return text.length() == 10
                        ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                        : Instant.parse(text);
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text + "' is not a time: " + FORMS);
            }
        }
    }
}
