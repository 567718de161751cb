package io.tunnelwatch.sink.api;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.model.Past;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.eclipse.jetty.util.Fields;

/** The parameters of a request, each with its limits. Error messages name the parameter. */
final class QueryParameters {
    /** Retention of the intervals. */
    private static final Duration LONGEST_WINDOW = Topics.HISTORY.retention().orElseThrow();

    private static final Instant LAST = Instant.parse("9999-12-30T00:00:00Z");

    private static final int LONGEST_TEXT = 256;

    /** The parameter of a request about an earlier time. */
    static final String AT = "at";

    private final Fields fields;
    private final Instant now;
    private final Optional<Instant> at;

    /** Refuses parameters other than the named ones. */
    QueryParameters(Fields fields, Clock clock, String... names) {
        this.fields = fields;
        this.now = clock.instant();
        var known = Set.of(names);
        for (Fields.Field it : fields) {
            if (!known.contains(it.getName())) {
                throw new BadQueryException("unknown parameter; known are: "
                        + String.join(", ", Arrays.stream(names).sorted().toList()));
            }
            if (it.getValues().size() > 1) {
                throw new BadQueryException(it.getName() + " must not be given more than once");
            }
        }
        this.at = earlierTime();
    }

    private Optional<Instant> earlierTime() {
        Optional<Instant> earlier = time(AT);
        if (earlier.filter(it -> it.isAfter(now)).isPresent()) {
            throw new BadQueryException("at must not lie in the future; leave it out to see the present");
        }
        if (earlier.filter(it -> it.isBefore(now.minus(Past.KEPT))).isPresent()) {
            throw new BadQueryException("at must lie within the last " + Past.KEPT.toDays()
                    + " days; /api/v1/intervals tells the states of earlier times");
        }
        return earlier;
    }

    /** A request parameter is invalid; the message says which, and what it must be. */
    static final class BadQueryException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadQueryException(String message) {
            super(message);
        }
    }

    /** A span of time. */
    record Window(Instant from, Instant to) {}

    Instant now() {
        return now;
    }

    /** The earlier time that the request is about; empty if it is about the present. */
    Optional<Instant> at() {
        return at;
    }

    /** The time that the request is about. */
    Instant moment() {
        return at.orElse(now);
    }

    Optional<String> text(String name) {
        Optional<String> text = Optional.ofNullable(fields.getValue(name)).filter(it -> !it.isBlank());
        if (text.isPresent() && text.get().length() > LONGEST_TEXT) {
            throw new BadQueryException(name + " must not be longer than " + LONGEST_TEXT + " characters");
        }
        return text;
    }

    /** Returns whether a switch is set: given without a value, or with any other than {@code false}. */
    boolean isSet(String name) {
        return fields.get(name) != null && !"false".equals(fields.getValue(name));
    }

    boolean isUsual(String name, String usual) {
        return text(name).orElse(usual).equals(usual);
    }

    /** The query string of this request, with some parameters replaced or left out. */
    String with(Map<String, String> others, String... without) {
        var names = Set.of(without);
        var all = new TreeMap<String, String>();
        for (Fields.Field it : fields) {
            if (!names.contains(it.getName())) {
                all.put(it.getName(), it.getValue());
            }
        }
        all.putAll(others);
        return all.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    String oneOf(String name, String usual, List<String> choices) {
        String text = text(name).orElse(usual);
        if (!choices.contains(text)) {
            throw new BadQueryException(name + " must be one of: " + String.join(", ", choices));
        }
        return text;
    }

    <E extends Enum<E>> Optional<E> oneOf(String name, Class<E> type) {
        return text(name).map(text -> Arrays.stream(type.getEnumConstants())
                .filter(it -> it.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new BadQueryException(name + " must be one of: "
                        + String.join(
                                ", ",
                                Arrays.stream(type.getEnumConstants())
                                        .map(Enum::name)
                                        .toList()))));
    }

    int number(String name, int usual, int least, int most) {
        String text = text(name).orElse(Integer.toString(usual));
        int number = text.matches("\\d{1,9}") ? Integer.parseInt(text) : -1;
        if (number < least || number > most) {
            throw new BadQueryException(name + " must be a whole number from " + least + " to " + most);
        }
        return number;
    }

    Optional<Instant> time(String name) {
        return text(name).map(text -> {
            try {
                Instant time = Instant.parse(text);
                // Sums with times far away overflow, and no time zone has days there.
                if (time.isBefore(Instant.EPOCH) || time.isAfter(LAST)) {
                    throw new BadQueryException(name + " must lie in the years from 1970 to 9999");
                }
                return time;
            } catch (DateTimeException e) {
                throw new BadQueryException(name + " must be a time such as 2026-11-21T08:00:00Z");
            }
        });
    }

    /**
     * The window from {@code from} to {@code to}. Without {@code to} it ends now; without {@code from} it has the usual length.
     */
    Window window(Duration usual) {
        return window(to -> to.minus(usual), LONGEST_WINDOW);
    }

    /**
     * The same, of a length of its own.
     *
     * @param usualFrom the beginning of the usual window, by its end
     */
    Window window(UnaryOperator<Instant> usualFrom, Duration longest) {
        Instant to = time("to").orElse(now);
        Instant from = time("from").orElseGet(() -> usualFrom.apply(to));
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(longest) > 0) {
            throw new BadQueryException("from must lie before to, by no more than " + longest.toDays() + " days");
        }
        return new Window(from, to);
    }

    /** A time zone by its name; UTC unless one is given. */
    ZoneId zone(String name) {
        return text(name)
                .map(text -> {
                    try {
                        return ZoneId.of(text);
                    } catch (DateTimeException e) {
                        throw new BadQueryException(name + " must be a time zone such as Asia/Shanghai");
                    }
                })
                .orElse(ZoneId.of("UTC"));
    }
}
