package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of faults in the figures and the tests that carry a fault's tag say the same. */
class FaultTableTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern TAG = Pattern.compile("@(?:org.junit.jupiter.api.)?Tag\\(\"(F-\\d\\d)\"\\)");
    private static final Pattern ROW = Pattern.compile("\\| (F-\\d\\d) \\|.*\\|([^|]*)\\|");
    private static final Pattern CLASS = Pattern.compile("`(\\w+(?:Test|IT))`");

    @Test
    void shouldNameTheTestsOfEveryFaultAndNoOthers() throws IOException {
        // Given
        var wanted = new TreeSet<String>();
        IntStream.rangeClosed(1, 25).forEach(it -> wanted.add("F-%02d".formatted(it)));
        // When
        Map<String, Set<String>> told = told();
        // Then
        assertThat(told.keySet()).isEqualTo(wanted);
        assertThat(told).isEqualTo(tagged());
    }

    private static Map<String, Set<String>> told() throws IOException {
        var told = new TreeMap<String, Set<String>>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/figures.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                told.put(row.group(1), found(CLASS, row.group(2)));
            }
        }
        return told;
    }

    private static Map<String, Set<String>> tagged() throws IOException {
        var tagged = new TreeMap<String, Set<String>>();
        for (String module : new String[] {"ingest", "simulator", "app"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/test/java"))) {
                for (Path file :
                        files.filter(it -> it.toString().endsWith(".java")).toList()) {
                    String name = String.valueOf(file.getFileName()).replace(".java", "");
                    found(TAG, Files.readString(file)).forEach(it -> tagged.computeIfAbsent(it, id -> new TreeSet<>())
                            .add(name));
                }
            }
        }
        return tagged;
    }

    private static Set<String> found(Pattern pattern, String text) {
        var found = new TreeSet<String>();
        pattern.matcher(text).results().forEach(it -> found.add(it.group(1)));
        return found;
    }
}
