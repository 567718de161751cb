package io.tunnelwatch.app.assembly;

import io.tunnelwatch.app.running.LogSettings;
import io.tunnelwatch.ingest.CloudAccess;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.notify.GateSettings;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.files.SecretFile;
import io.tunnelwatch.sink.SinkSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Finds everything that is wrong with a settings file at once. The programs stop at the first problem. */
public final class SettingsCheck {
    /** More wrong letters than this make another word. */
    private static final int MOST_WRONG_LETTERS = 3;

    private static final Pattern SECRETS_FILE = Pattern.compile("http\\..*\\.file|.*password\\.file");

    /** The readers of the programs; each refuses what no single setting shows. */
    private static final List<Consumer<Settings>> READERS = List.of(
            KafkaAccess::of,
            LogSettings::of,
            CloudAccess::of,
            ProcessorSettings::of,
            SinkSettings::of,
            GateSettings::of,
            NotifySettings::of,
            AppSettings::of);

    private final Path path;
    private final SettingsFile file;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** @param line 0 for a problem of the whole file */
    public record Problem(int line, String text) {}

    private SettingsCheck(Path path) {
        this.path = path;
        this.file = SettingsFile.read(path);
    }

    /** The problems of the file, in the order of its lines; empty if there are none. */
    public static List<Problem> of(Path path) {
        var check = new SettingsCheck(path);
        check.all();
        return check.problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(Problem::line))
                .toList();
    }

    private void all() {
        file.unreadable().forEach(it -> problems.add(new Problem(it.line(), "This line is no setting: " + it.why())));
        var values = new HashMap<String, String>();
        for (var it : file.settings()) {
            values.put(it.name(), it.value());
            Optional.ofNullable(lines.put(it.name(), it.line()))
                    .ifPresent(earlier -> problems.add(new Problem(
                            it.line(), "'" + it.name() + "' is set again, and line " + earlier + " has no effect.")));
        }
        var settings = Settings.of(values);
        var known = known(settings);
        file.settings().forEach(it -> checkOne(it, known));
        // A reader would only repeat what a single setting has shown.
        if (problems.isEmpty()) {
            READERS.forEach(it -> note(() -> it.accept(settings)));
            if (settings.value(IngestSettings.TARGETS).isPresent()) {
                note(() -> IngestSettings.of(settings));
            }
        }
        checkPermissions();
    }

    private Map<String, ConfigDef> known(Settings settings) {
        var known = new HashMap<String, ConfigDef>();
        SettingsReference.definitions().forEach(it -> it.names().forEach(name -> known.put(name, it)));
        note(() -> {
            var notices = NotifySettings.definition(settings);
            notices.names().forEach(name -> known.put(name, notices));
        });
        return known;
    }

    private void checkOne(SettingsFile.Setting setting, Map<String, ConfigDef> known) {
        if (Settings.isPassedOn(setting.name())) {
            return;
        }
        ConfigDef definition = known.get(setting.name());
        if (definition == null) {
            problems.add(new Problem(
                    setting.line(),
                    "Unknown setting '" + setting.name() + "'"
                            + nearest(setting.name(), known)
                                    .map(it -> ": is '" + it + "' meant?")
                                    .orElse(": 'tunnelwatch config' lists every setting.")));
        } else if (!setting.value().contains("${")) {
            checkValue(setting, definition);
        }
    }

    private void checkValue(SettingsFile.Setting setting, ConfigDef definition) {
        var key = Objects.requireNonNull(definition.configKeys().get(setting.name()));
        try {
            Object value = ConfigDef.parseType(key.name, setting.value(), key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, value);
            }
        } catch (ConfigException e) {
            boolean isSecret = SettingsReference.holdsSecret(setting.name(), setting.value());
            problems.add(new Problem(
                    setting.line(),
                    isSecret
                            ? "The value of '" + setting.name() + "' cannot be; it is secret and not shown."
                            : String.valueOf(e.getMessage())));
        }
    }

    private void note(Runnable reader) {
        try {
            reader.run();
        } catch (OperatorException e) {
            String text = String.valueOf(e.getMessage());
            int line = lines.entrySet().stream()
                    .filter(it -> text.contains(it.getKey()))
                    .max(Comparator.comparingInt(it -> it.getKey().length()))
                    .map(Map.Entry::getValue)
                    .orElse(0);
            problems.add(new Problem(line, text));
        }
    }

    private void checkPermissions() {
        if (file.settings().stream().anyMatch(it -> SettingsReference.holdsSecret(it.name(), it.value()))) {
            note(() -> SecretFile.requirePrivate("Settings file", path));
        }
        file.settings().stream()
                .filter(it ->
                        SECRETS_FILE.matcher(it.name()).matches() && !it.value().contains("${"))
                .filter(it -> Files.exists(Path.of(it.value())))
                .forEach(it -> note(() -> SecretFile.requirePrivate("Setting " + it.name(), Path.of(it.value()))));
    }

    private static Optional<String> nearest(String name, Map<String, ConfigDef> known) {
        return known.keySet().stream()
                .sorted()
                .min(Comparator.comparingInt(it -> distance(name, it)))
                .filter(it -> distance(name, it) <= MOST_WRONG_LETTERS);
    }

    /** The number of letters to insert, remove or change. */
    private static int distance(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
