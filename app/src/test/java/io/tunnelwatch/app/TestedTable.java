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

/**
 * The rows of a table in our documents. The last column of a row names tests, each as a class or as one method of it, or gives
 * the reason why there is no test.
 *
 * @param letter with which the names of the rows begin
 */
record TestedTable(String letter, Map<String, String> rows) {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern ROW = Pattern.compile("\\| ([A-Z])-(\\d\\d) \\|.*\\|([^|]*)\\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+(?:Test|IT))(?:\\.(\\w+))?`");

    /** A shorter text is not accepted as a reason. */
    private static final int REASON_LENGTH = 20;

    static TestedTable of(String letter, String... pages) throws IOException {
        var rows = new TreeMap<String, String>();
        for (String page : pages) {
            for (String line : Files.readAllLines(ROOT.resolve(page))) {
                Matcher row = ROW.matcher(line);
                if (row.matches() && row.group(1).equals(letter)) {
                    String id = letter + "-" + row.group(2);
                    assertThat(rows.put(id, row.group(3)))
                            .as("a second row of %s", id)
                            .isNull();
                }
            }
        }
        return new TestedTable(letter, rows);
    }

    static TaggedTests tests() throws IOException {
        try (Stream<Path> modules = Files.list(ROOT)) {
            return TaggedTests.of(modules.map(it -> it.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList());
        }
    }

    /** Fails unless there is a row for each of these numbers, and for no other, and each row names a test or a reason. */
    void assertComplete(IntStream numbers) {
        var wanted = new TreeSet<String>();
        numbers.forEach(it -> wanted.add(letter + "-%02d".formatted(it)));
        assertThat(rows.keySet()).isEqualTo(wanted);
        rows.forEach((id, last) -> assertThat(
                        !TEST.matcher(last).find() && last.strip().length() < REASON_LENGTH)
                .as("%s names no test and gives no reason", id)
                .isFalse());
    }

    /** Fails if a row names a test that does not exist, does not carry the row's tag, or cannot fail. */
    void assertTested(TaggedTests tests) {
        var wrong = new ArrayList<String>();
        rows.forEach((id, last) -> TEST.matcher(last).results().forEach(it -> {
            String method = it.group(2);
            boolean isTagged = tests.classesByTag().getOrDefault(id, Set.of()).contains(it.group(1));
            boolean isThere = method == null
                    || tests.methods().getOrDefault(it.group(1), Set.of()).contains(method);
            if (!isTagged || !isThere) {
                wrong.add(id + " names " + it.group());
            }
        }));
        assertThat(wrong)
                .as("named, and without the tag, the method or an assertion")
                .isEmpty();
        List<String> empty =
                tests.empty().stream().filter(it -> it.startsWith(letter)).toList();
        assertThat(empty).as("tags on tests that cannot fail").isEmpty();
    }
}
