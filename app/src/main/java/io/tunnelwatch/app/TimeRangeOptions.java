package io.tunnelwatch.app;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The time range of a command. */
final class TimeRangeOptions {
    private static final String FORMS = "2026-11-21T08:00:00Z, 2026-11-21 (UTC), or P7D for seven days ago";

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

    boolean contains(Instant time) {
        return (from == null || !time.isBefore(from)) && (to == null || time.isBefore(to));
    }

    /** A time, a day, or how long ago. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                if (text.startsWith("P")) {
                    return Instant.now().minus(Duration.parse(text));
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
