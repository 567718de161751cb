package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every message and document that names a section of the runbook names one that exists, and the section says what to do. */
class RunbookLinksTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path RUNBOOK = ROOT.resolve("docs/runbook.md");
    private static final List<String> MODULES =
            List.of("schemas", "runtime", "ingest", "processor", "sink", "notify", "simulator", "app");

    private static final Pattern IN_A_MESSAGE = Pattern.compile("docs/runbook\\.md#([\\w-]+)");
    private static final Pattern IN_A_DOCUMENT = Pattern.compile("]\\((?:docs/|\\.\\./docs/)?runbook\\.md#([^)]*)\\)");
    private static final Pattern WITHIN_THE_RUNBOOK = Pattern.compile("]\\(#([^)]*)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern SECTION = Pattern.compile("(?m)^## (.+)\n+(.*)$");
    private static final Pattern QUOTED_LOG = Pattern.compile("(?:Log|Message)[^`.]*: `([^`]+)`");
    private static final Pattern CONCATENATION = Pattern.compile("\"\\s*\\+\\s*\"");

    /** Parts of a quote that are shorter match by chance. */
    private static final int LEAST_OF_A_QUOTE = 10;

    @Test
    void shouldFindASectionForEveryMessageThatNamesOne() throws IOException {
        var named = new TreeSet<String>();
        for (String source : sources()) {
            named.addAll(all(IN_A_MESSAGE, source));
        }

        assertThat(named).as("messages that name a section").hasSizeGreaterThan(25);
        assertThat(sections()).containsAll(named);
    }

    @Test
    void shouldFindASectionForEveryLinkOfADocument() throws IOException {
        var linked = new TreeSet<>(all(WITHIN_THE_RUNBOOK, Files.readString(RUNBOOK)));
        for (Path document : documents()) {
            linked.addAll(all(IN_A_DOCUMENT, Files.readString(document)));
        }

        assertThat(linked).as("links to the runbook").hasSizeGreaterThan(15);
        assertThat(sections()).containsAll(linked);
    }

    @Test
    void shouldBeginEverySectionWithWhatToDo() throws IOException {
        var late = SECTION.matcher(Files.readString(RUNBOOK))
                .results()
                .filter(it -> !it.group(2).startsWith("**Do:** "))
                .map(it -> it.group(1));

        assertThat(late).isEmpty();
    }

    @Test
    void shouldQuoteMessagesAsTheProgramsLogThem() throws IOException {
        String code = CONCATENATION.matcher(String.join("\n", sources())).replaceAll("");
        var parts = all(QUOTED_LOG, Files.readString(RUNBOOK).replace("\n", " ")).stream()
                .flatMap(it -> Arrays.stream(it.split("…")))
                .filter(it -> it.length() >= LEAST_OF_A_QUOTE)
                .toList();

        assertThat(parts).as("quoted messages").hasSizeGreaterThan(15);
        assertThat(parts)
                .allSatisfy(it -> assertThat(code.contains(it.strip())).as(it).isTrue());
    }

    private static Set<String> sections() throws IOException {
        return all(HEADING, Files.readString(RUNBOOK)).stream()
                .map(RunbookLinksTest::anchor)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The anchor that GitHub makes of a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replaceAll("[^\\w -]", "").replace(' ', '-');
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();
    }

    /** The texts of everything that is shipped: classes, and what the page consists of. */
    private static List<String> sources() throws IOException {
        var sources = new ArrayList<String>();
        for (String module : MODULES) {
            try (var files = Files.walk(ROOT.resolve(module).resolve("src/main"))) {
                for (Path file : files.filter(RunbookLinksTest::isText).toList()) {
                    sources.add(Files.readString(file));
                }
            }
        }
        sources.add(Files.readString(ROOT.resolve("deploy/prometheus/rules.yaml")));
        assertThat(sources).as("sources").hasSizeGreaterThan(300);
        return sources;
    }

    private static boolean isText(Path file) {
        return Stream.of(".java", ".js", ".json", ".html", ".avsc").anyMatch(file.toString()::endsWith);
    }

    private static List<Path> documents() throws IOException {
        try (var top = Files.list(ROOT);
                var docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(it -> it.toString().endsWith(".md"))
                    .toList();
        }
    }
}
