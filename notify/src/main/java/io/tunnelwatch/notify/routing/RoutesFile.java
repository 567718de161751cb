package io.tunnelwatch.notify.routing;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.calendar.RecurringWindow;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.runtime.labels.MatcherText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;

/** Reads the routes from the operator's YAML file. Every refusal names the line and the cure. */
public final class RoutesFile {
    public static final String SETTING = "notify.routes.file";

    /** A thousand routes are a tenth of it. */
    private static final int LONGEST = 1 << 20;

    private static final Duration SHORTEST_REPEAT = Duration.ofMinutes(1);
    private static final String EXAMPLE = "22:00";

    private final String name;
    private final SortedSet<String> destinations;

    private RoutesFile(String name, SortedSet<String> destinations) {
        this.name = name;
        this.destinations = destinations;
    }

    /**
     * Reads the file.
     *
     * @param destinations names of all destinations; a route to any other is refused
     */
    public static Routing read(Path file, SortedSet<String> destinations) {
        try (var bytes = Files.newInputStream(file)) {
            byte[] read = bytes.readNBytes(LONGEST + 1);
            if (read.length > LONGEST) {
                throw new OperatorException(
                        file + " ('" + SETTING + "') is longer than a megabyte: is it the right file?");
            }
            return parse(file.toString(), new String(read, StandardCharsets.UTF_8), destinations);
        } catch (IOException e) {
            throw new OperatorException(
                    "The routes in " + file + " ('" + SETTING + "') cannot be read (" + e.getMessage()
                            + "): correct the path or its permissions.",
                    e);
        }
    }

    static Routing parse(String name, String yaml, SortedSet<String> destinations) {
        var root = YamlNode.parse(name, yaml);
        root.keys(Set.of("routes"));
        var file = new RoutesFile(name, destinations);
        var routes = new ArrayList<Route>();
        for (YamlNode it : root.required("routes").items()) {
            routes.add(file.route(it, routes.size() + 1));
        }
        if (routes.isEmpty()) {
            throw root.wrong(
                    "there are no routes, so nobody would be told anything; add one, or unset '" + SETTING + "'");
        }
        return new Routing(routes, destinations);
    }

    private Route route(YamlNode it, int number) {
        it.keys(Set.of("name", "match", "to", "window", "repeat", "continue"));
        return new Route(
                it.field("name").map(YamlNode::text).orElse(name + " #" + number),
                it.field("match").map(RoutesFile::matchers).orElse(List.of()),
                it.required("to").items().stream().map(this::destination).toList(),
                it.field("window").map(RoutesFile::window),
                it.field("repeat").map(RoutesFile::repeat),
                !it.field("continue").map(RoutesFile::isTrue).orElse(false));
    }

    private String destination(YamlNode it) {
        if (!destinations.contains(it.text())) {
            throw it.wrong("there is no destination '" + it.text() + "', only " + destinations
                    + "; correct it, or set 'notify." + it.text() + ".type'");
        }
        return it.text();
    }

    private static List<LabelMatcher> matchers(YamlNode list) {
        return list.items().stream().map(RoutesFile::matcher).toList();
    }

    private static LabelMatcher matcher(YamlNode it) {
        try {
            return LabelMatcher.of(MatcherText.parse(it.text()));
        } catch (OperatorException e) {
            throw it.wrong("'" + it.text() + "' is no matcher. " + e.getMessage());
        }
    }

    /** The zone is mandatory: the operator, the machine and the gateways may be in three. */
    private static RecurringWindow window(YamlNode it) {
        it.keys(Set.of("days", "from", "to", "zone"));
        return RecurringWindow.until(
                it.field("days").map(RoutesFile::days).orElse(List.of()),
                time(it.required("from")),
                time(it.required("to")),
                zone(it.required("zone")));
    }

    private static List<DayOfWeek> days(YamlNode list) {
        return list.items().stream().map(RoutesFile::day).toList();
    }

    private static DayOfWeek day(YamlNode it) {
        try {
            return DayOfWeek.valueOf(it.text().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw it.wrong("'" + it.text() + "' is no day; write MONDAY to SUNDAY");
        }
    }

    private static LocalTime time(YamlNode it) {
        try {
            return LocalTime.parse(it.text());
        } catch (DateTimeParseException e) {
            throw it.wrong("'" + it.text() + "' is no time of day; write it in quotes, like \"" + EXAMPLE + "\"");
        }
    }

    private static ZoneId zone(YamlNode it) {
        try {
            return ZoneId.of(it.text());
        } catch (DateTimeException e) {
            throw it.wrong("'" + it.text() + "' is no time zone; write it like Asia/Shanghai");
        }
    }

    private static Duration repeat(YamlNode it) {
        Optional<Duration> found;
        try {
            found = Optional.of(Duration.parse(it.text()));
        } catch (DateTimeParseException e) {
            found = Optional.empty();
        }
        return found.filter(time -> time.compareTo(SHORTEST_REPEAT) >= 0)
                .orElseThrow(() -> it.wrong("'" + it.text() + "' is no time of a minute or more; write it like PT4H"));
    }

    private static boolean isTrue(YamlNode it) {
        return switch (it.text()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw it.wrong("'" + it.text() + "' is neither true nor false");
        };
    }
}
