package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house style as far as a program can count it: names, openings, and lengths. The tests read the sources as text. */
class HouseStyleTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Set<String> SKIPPED = Set.of("target", "node_modules", "data");

    private static final Pattern TYPE = Pattern.compile("(?m)^(?:[a-z-]+ )*(?:class|@?interface|record|enum) (\\w+)");
    private static final Pattern TYPE_WITHIN = Pattern.compile("\\b(?:class|interface|record|enum) [A-Z]");
    private static final Pattern OPENING = Pattern.compile("/\\*\\*\\s+(?:\\* )?([\\w{@]+)");
    private static final Pattern END_OF_BLOCK = Pattern.compile("(    )+}");
    private static final Pattern NAME_OF_A_TOPIC = Pattern.compile("\\bTopics\\.[A-Z_]+\\.(?:name|subject)\\(\\)");
    private static final Pattern LINK_TARGET = Pattern.compile("]\\([^)]*\\)|^\\[[^]]*]: .*");

    /** A sentence that begins with one of these names its subject late, or not at all. */
    private static final Set<String> WEAK =
            Set.of("What", "How", "Whether", "Of", "Where", "Those", "Which", "Who", "That", "It", "They");

    private static final double MOST_WEAK = 0.03;
    private static final int LONGEST_LINE = 160;

    /** These two are today's figures. They may fall, and must not rise. */
    private static final int LONGEST_FILE = 383;

    private static final int LONGEST_METHOD = 89;

    /** A copy of one of these in the tests of a module is a name that stands twice. */
    private static final String SHARED_BY_TESTS = "test-support/";

    private static final Map<String, List<String>> PRODUCTION = new TreeMap<>();
    private static final Map<String, List<String>> TESTS = new TreeMap<>();
    private static final Map<String, List<String>> DOCUMENTS = new TreeMap<>();

    /** A part of a source that has a size. */
    private record Sized(String place, int size) {
        @Override
        public String toString() {
            return place + ": " + size;
        }
    }

    @BeforeAll
    static void read() throws IOException {
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = String.valueOf(directory.getFileName());
                boolean isSkipped =
                        !directory.equals(ROOT) && (SKIPPED.contains(name) || name.matches("\\.(?!github$).*"));
                return isSkipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String path = ROOT.relativize(file).toString();
                if (path.contains("src/test/java/") && path.endsWith(".java")) {
                    TESTS.put(path, Files.readAllLines(file));
                } else if (path.contains("src/main/java/") && path.endsWith(".java")) {
                    PRODUCTION.put(path, Files.readAllLines(file));
                    if (path.startsWith(SHARED_BY_TESTS)) {
                        TESTS.put(path, PRODUCTION.get(path));
                    }
                } else if (path.endsWith(".md")) {
                    DOCUMENTS.put(path, Files.readAllLines(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @AfterAll
    static void print() {
        System.out.printf(
                "house style: %d production files, %d names twice, %.2f %% weak openings, longest line %s, file %s, method %s%n",
                PRODUCTION.size(),
                twins(PRODUCTION).size(),
                100 * weakOpenings().size() / (double) openings().size(),
                longest(lines()),
                longest(files()),
                longest(methods()));
    }

    /** Two classes of one name are two ideas that share a word. */
    @Test
    void shouldGiveNoTwoTypesOneName() {
        assertThat(PRODUCTION).hasSizeGreaterThan(300);
        assertThat(twins(PRODUCTION)).isEmpty();
    }

    @Test
    void shouldGiveNoTwoTestsOneName() {
        assertThat(TESTS).hasSizeGreaterThan(200);
        assertThat(twins(TESTS)).isEmpty();
    }

    @Test
    void shouldPutTheSubjectFirst() {
        assertThat(openings()).hasSizeGreaterThan(1_000);
        assertThat(weakOpenings().size())
                .as("weak openings: %s", weakOpenings())
                .isLessThan((int) Math.ceil(MOST_WEAK * openings().size()));
    }

    /** The name of a topic comes from KafkaAccess, which knows the setting topics.prefix. */
    @Test
    void shouldAskTheInstallationForTheNamesOfTopics() {
        var places = new TreeSet<String>();
        PRODUCTION.forEach((path, lines) -> lines.stream()
                .filter(it -> NAME_OF_A_TOPIC.matcher(it).find() && !path.startsWith("bench/"))
                .forEach(it -> places.add(path.replaceFirst(".*/", ""))));

        assertThat(places)
                .as("the catalogue's own names")
                .containsExactly("DeadLetters.java", "JsonViews.java", "Source.java");
    }

    @Test
    void shouldEndTheLinesOfDocumentsInTime() {
        assertThat(lines()).hasSizeGreaterThan(1_000);
        assertThat(above(LONGEST_LINE, lines())).isEmpty();
    }

    @Test
    void shouldKeepFilesShort() {
        assertThat(above(LONGEST_FILE, files())).isEmpty();
    }

    @Test
    void shouldKeepMethodsShort() {
        assertThat(methods()).hasSizeGreaterThan(1_000);
        assertThat(above(LONGEST_METHOD, methods())).isEmpty();
    }

    /** The names that stand twice, each with its places. Avro's generated classes are no sources, and do not count. */
    private static Map<String, Set<String>> twins(Map<String, List<String>> sources) {
        var places = new TreeMap<String, Set<String>>();
        sources.forEach((path, lines) -> TYPE.matcher(text(lines)).results().forEach(it -> places.computeIfAbsent(
                        it.group(1), name -> new TreeSet<>())
                .add(path)));
        places.values().removeIf(it -> it.size() < 2);
        return places;
    }

    private static List<String> weakOpenings() {
        return openings().stream()
                .filter(it -> WEAK.contains(it.substring(it.indexOf(' ') + 1)))
                .toList();
    }

    /** The first word of each Javadoc, behind the path of its file. */
    private static List<String> openings() {
        var openings = new ArrayList<String>();
        PRODUCTION.forEach((path, lines) -> OPENING.matcher(text(lines))
                .results()
                .map((MatchResult it) -> path + " " + it.group(1))
                .forEach(openings::add));
        return openings;
    }

    /** The lines of prose; of a link only the text counts. */
    private static List<Sized> lines() {
        var found = new ArrayList<Sized>();
        DOCUMENTS.forEach((path, lines) -> {
            boolean isCode = false;
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                boolean isFence = line.strip().startsWith("```");
                isCode ^= isFence;
                if (!isCode && !isFence && !line.startsWith("|") && !line.startsWith("    ")) {
                    int length = LINK_TARGET.matcher(line).replaceAll("]").length();
                    found.add(new Sized(path + ":" + (i + 1), length));
                }
            }
        });
        return found;
    }

    private static List<Sized> files() {
        return PRODUCTION.entrySet().stream()
                .map(it -> new Sized(it.getKey(), it.getValue().size()))
                .toList();
    }

    /**
     * The lines of each block that is no type, from the line that opens it. The formatter indents whatever is inside, so the two
     * ends are the only lines of their indentation. The longest block of a method is its body.
     */
    private static List<Sized> methods() {
        var found = new ArrayList<Sized>();
        PRODUCTION.forEach((path, lines) -> {
            for (int end = 0; end < lines.size(); end++) {
                if (END_OF_BLOCK.matcher(lines.get(end)).matches()) {
                    int indentation = lines.get(end).indexOf('}');
                    int begin = end - 1;
                    while (lines.get(begin).isBlank() || indentation(lines.get(begin)) > indentation) {
                        begin--;
                    }
                    if (!TYPE_WITHIN.matcher(lines.get(begin)).find()) {
                        found.add(new Sized(path + ":" + (begin + 1), end - begin + 1));
                    }
                }
            }
        });
        return found;
    }

    private static int indentation(String line) {
        return line.length() - line.stripLeading().length();
    }

    private static List<Sized> above(int limit, List<Sized> all) {
        return all.stream().filter(it -> it.size() > limit).toList();
    }

    private static Sized longest(List<Sized> all) {
        return all.stream().max(Comparator.comparingInt(Sized::size)).orElseThrow();
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines);
    }
}
