package io.tunnelwatch.app.assembly;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/**
 * A settings file with the lines of its settings, which Java's own reader forgets.
 *
 * @param unreadable lines that are no setting
 */
record SettingsFile(List<Setting> settings, List<Unreadable> unreadable) {
    /** @param line the first one of a setting that continues over several */
    record Setting(int line, String name, String value) {}

    record Unreadable(int line, String why) {}

    static SettingsFile read(Path file) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new OperatorException(
                    "Settings file " + file + " cannot be read (" + e.getClass().getSimpleName()
                            + "): check the path, its permissions, and that it is text in UTF-8.",
                    e);
        }
        return of(lines);
    }

    static SettingsFile of(List<String> lines) {
        var found = new SettingsFile(new ArrayList<>(), new ArrayList<>());
        for (int i = 0; i < lines.size(); i++) {
            int first = i;
            var text = new StringBuilder(lines.get(i));
            while (!isComment(lines.get(first)) && continues(lines.get(i)) && i + 1 < lines.size()) {
                text.append('\n').append(lines.get(++i));
            }
            found.add(first + 1, text.toString());
        }
        return found;
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.strip().startsWith("#") || line.strip().startsWith("!");
    }

    /** A line continues if it ends in an odd number of backslashes. */
    private static boolean continues(String line) {
        int end = line.length();
        while (end > 0 && line.charAt(end - 1) == '\\') {
            end--;
        }
        return (line.length() - end) % 2 == 1;
    }

    private void add(int line, String text) {
        var properties = new Properties();
        try {
            properties.load(new StringReader(text));
            properties
                    .stringPropertyNames()
                    .forEach(name -> settings.add(new Setting(
                            line,
                            name.toLowerCase(Locale.ROOT),
                            properties.getProperty(name).strip())));
        } catch (IOException | IllegalArgumentException e) {
            unreadable.add(new Unreadable(line, String.valueOf(e.getMessage())));
        }
    }
}
