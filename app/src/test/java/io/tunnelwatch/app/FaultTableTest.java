package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every fault and every security point has a row, and a row either names tests that carry its tag and can fail, or says why
 * there is none. {@code docs/figures/faults-at-the-cloud.md} lists the faults of polling, with their figures;
 * {@code docs/faults.md} lists the others.
 */
class FaultTableTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("\\| ([FS]-\\d\\d) \\|.*\\|([^|]*)\\|");
    private static final Pattern CLASS = Pattern.compile("`(\\w+(?:Test|IT))`");

    /** A shorter text is not accepted as a reason. */
    private static final int REASON_LENGTH = 20;

    @Test
    void shouldHaveARowForEverything() throws IOException {
        // Given
        var wanted = new TreeSet<String>();
        Stream.of(ids("F", 1, 25), ids("F", 30, 47), ids("F", 50, 56))
                .flatMap(it -> it)
                .forEach(wanted::add);
        Stream.of(ids("S", 1, 8), ids("S", 10, 14), ids("S", 20, 26), ids("S", 30, 36), ids("S", 40, 44))
                .flatMap(it -> it)
                .forEach(wanted::add);
        Stream.of(ids("S", 50, 50), ids("S", 60, 64)).flatMap(it -> it).forEach(wanted::add);
        // This number is not in use.
        wanted.removeAll(Set.of("S-43"));
        // When
        var rows = rows();
        // Then
        assertThat(rows.keySet()).isEqualTo(wanted);
        rows.forEach((id, last) -> assertThat(
                        found(CLASS, last).isEmpty() && last.strip().length() < REASON_LENGTH)
                .as("%s names no test and gives no reason", id)
                .isFalse());
    }

    @Test
    void shouldNameOnlyTestsThatCarryTheTagAndCanFail() throws IOException {
        // Given
        var tagged = tagged();
        // When
        var wrong = new ArrayList<String>();
        rows().forEach((id, last) -> found(CLASS, last).stream()
                .filter(it -> !tagged.classesByTag().getOrDefault(id, Set.of()).contains(it))
                .forEach(it -> wrong.add(id + " names " + it)));
        // Then
        assertThat(wrong).as("named, and without the tag or an assertion").isEmpty();
        assertThat(tagged.empty()).as("tags on tests that cannot fail").isEmpty();
    }

    private static Map<String, String> rows() throws IOException {
        var rows = new TreeMap<String, String>();
        for (String page : List.of("docs/figures/faults-at-the-cloud.md", "docs/faults.md")) {
            for (String line : Files.readAllLines(ROOT.resolve(page))) {
                Matcher row = ROW.matcher(line);
                if (row.matches()) {
                    assertThat(rows.put(row.group(1), row.group(2)))
                            .as("a second row of %s", row.group(1))
                            .isNull();
                }
            }
        }
        return rows;
    }

    private static TaggedTests tagged() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return TaggedTests.of(modules.map(it -> it.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList());
        }
    }

    private static Stream<String> ids(String letter, int first, int last) {
        return IntStream.rangeClosed(first, last).mapToObj((letter + "-%02d")::formatted);
    }

    private static Set<String> found(Pattern pattern, String text) {
        var found = new TreeSet<String>();
        pattern.matcher(text).results().forEach(it -> found.add(it.group(1)));
        return found;
    }
}
