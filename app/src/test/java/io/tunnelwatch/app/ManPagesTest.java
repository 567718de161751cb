package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.ManPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class ManPagesTest {
    private static final Map<String, String> PAGES = ManPages.of("VERSION");

    @TempDir
    Path directory;

    @Test
    void shouldHaveAPageForEveryCommandWithAllItsOptions() {
        var commands = all(root()).toList();

        assertThat(commands).hasSizeGreaterThan(30);
        assertThat(PAGES.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        commands.stream().map(it -> ManPage.name(it) + ".1").toList());
        commands.forEach(it -> {
            String page = Objects.requireNonNull(PAGES.get(ManPage.name(it) + ".1"));
            assertThat(page)
                    .startsWith(".TH ")
                    .contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH \"OPTIONS\"");
            it.getCommandSpec().options().stream()
                    .filter(option -> !option.negatable()) // the golden page shows one
                    .flatMap(option -> Arrays.stream(option.names()))
                    .forEach(name -> assertThat(page).contains("\\fB" + name.replace("-", "\\-") + "\\fP"));
            assertThat(page).doesNotContain("${", "%n");
        });
    }

    /** The reader of {@code man} itself, which complains of requests that it does not know. */
    @ParameterizedTest
    @ValueSource(ints = {80, 200})
    void shouldBeReadByManWithoutAComplaint(int columns) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/groff")),
                "groff is not installed, so the pages are not checked by the program that man uses");
        for (var page : PAGES.entrySet()) {
            Path file = Files.writeString(directory.resolve(page.getKey()), page.getValue());
            String complaints =
                    run("groff", "-z", "-Kutf8", "-man", "-Tutf8", "-ww", "-rLL=" + columns + "n", file + "");
            assertThat(complaints).as(page.getKey()).isEmpty();
        }
    }

    @Test
    void shouldShowNamesOptionsAndExamples() throws IOException {
        String page = Objects.requireNonNull(PAGES.get("tunnelwatch-tail.1"));

        GoldenFile.compare("tunnelwatch-tail.1", page);
    }

    @Test
    void shouldWriteAFileForEachPage() throws IOException {
        ManPages.main(new String[] {directory.resolve("man1").toString()});

        try (var files = Files.list(directory.resolve("man1"))) {
            assertThat(files.map(it -> it.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(PAGES.keySet());
        }
    }

    private static CommandLine root() {
        var silent = new PrintWriter(Writer.nullWriter());
        return Tunnelwatch.commands(new CommandEnvironment(Map.of(), Path.of(""), silent, silent));
    }

    private static Stream<CommandLine> all(CommandLine command) {
        return Stream.concat(
                Stream.of(command), command.getSubcommands().values().stream().flatMap(ManPagesTest::all));
    }

    private static String run(String... command) throws Exception {
        var process =
                new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }
}
