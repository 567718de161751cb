package io.tunnelwatch.app.running;

import ch.qos.logback.classic.Level;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * The settings of the log.
 *
 * @param levels by logger, where they differ from the built-in ones
 */
public record LogSettings(LogFormat format, Map<String, Level> levels) {
    static final String LEVELS = "log.levels";

    /** Other libraries show keys, tokens or whole records below WARN, and Kafka's clients whole records at TRACE. */
    private static final Pattern ENTRY =
            Pattern.compile("(?<logger>(?:io\\.tunnelwatch|org\\.apache\\.kafka\\.(?:clients|streams))(?:\\.\\w+)*)"
                    + "=(?<level>OFF|ERROR|WARN|INFO|DEBUG)");

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    "log.format",
                    ConfigDef.Type.STRING,
                    "text",
                    ConfigDef.ValidString.in("text", "json"),
                    Importance.MEDIUM,
                    "Form of the log on standard error. 'text' is lines for a person. 'json' is one JSON object a line; the"
                            + " progress of a start is then part of the log, and nothing goes to standard output."
                            + " Example: json.")
            .define(
                    LEVELS,
                    ConfigDef.Type.LIST,
                    List.of(),
                    ConfigDef.ValidList.anyNonDuplicateValues(true, false),
                    Importance.LOW,
                    "Levels of loggers, each as 'LOGGER=LEVEL'. The logger is 'io.tunnelwatch', 'org.apache.kafka.clients',"
                            + " 'org.apache.kafka.streams' or one below them; the level is OFF, ERROR, WARN, INFO or"
                            + " DEBUG. A change in the settings file takes effect while the program runs."
                            + " Example: io.tunnelwatch.ingest=DEBUG.");

    public LogSettings {
        levels = Map.copyOf(levels);
    }

    public static ConfigDef definition() {
        return DEFINITION;
    }

    public static LogSettings of(Settings settings) {
        AbstractConfig config = settings.parse(DEFINITION);
        return new LogSettings(
                LogFormat.valueOf(config.getString("log.format").toUpperCase(Locale.ROOT)),
                levels(config.getList(LEVELS)));
    }

    private static Map<String, Level> levels(List<String> entries) {
        var levels = new TreeMap<String, Level>();
        for (String entry : entries) {
            var parts = ENTRY.matcher(entry);
            if (!parts.matches()) {
                throw new OperatorException(
                        "Setting refused: " + LEVELS + " contains '" + entry
                                + "': write LOGGER=LEVEL, such as io.tunnelwatch.ingest=DEBUG; docs/settings.md names the loggers.");
            }
            levels.put(parts.group("logger"), Level.valueOf(parts.group("level")));
        }
        return levels;
    }
}
