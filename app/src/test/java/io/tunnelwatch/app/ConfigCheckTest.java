package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code config --check}: all problems at once, each with its line. */
class ConfigCheckTest {
    @TempDir
    Path directory;

    private CommandResult check(String text) throws IOException {
        Path file = directory.resolve("tunnelwatch.properties");
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return check(file);
    }

    private static CommandResult check(Path file) {
        var typed = CommandResult.in(Map.of(), "config", "--check", file.toString());
        assertThat(typed.out() + typed.err()).doesNotContain("must-never");
        return typed;
    }

    /** The problems without the name of the file. */
    private List<String> problems(CommandResult typed) {
        assertThat(typed.exitCode()).as(typed.err()).isOne();
        return typed.out()
                .lines()
                .map(it -> it.replaceFirst("^.*?tunnelwatch\\.properties:?", ""))
                .toList();
    }

    @Test
    void shouldAcceptACorrectFile() throws IOException {
        var typed = check(
                """
                # a comment that continues nothing \\
                targets = 1234567890123456/eu-central-1,\\
                          1234567890123456/cn-hangzhou
                POLL.INTERVAL: PT1M
                kafka.anything.that.kafka.knows=1
                notify.ops.type=webhook
                notify.ops.url=https://example.com/hook
                """);

        assertThat(typed.exitCode()).as(typed.out() + typed.err()).isZero();
        assertThat(typed.out()).endsWith(": no problem found.\n");
    }

    /** An editor or a build reads them. */
    @Test
    void shouldPrintTheProblemsForAProgram() throws IOException {
        Path file = Files.writeString(
                directory.resolve("成都\u202e.properties"), "pol.interval=PT1M\nhttp.token=must-never\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        var typed = CommandResult.in(Map.of(), "config", "--check", file.toString(), "-o", "jsonl");

        assertThat(typed.exitCode()).as(typed.err()).isOne();
        assertThat(typed.out())
                .contains("成都\\u202e.properties\",\"line\":1,\"problem\":\"", "\"line\":null,")
                .doesNotContain("must-never", "\u202e");
        assertThat(CommandResult.in(Map.of(), "config", "--check", file.toString(), "-o", "csv")
                        .out())
                .startsWith("file,line,problem\n")
                .doesNotContain("must-never", "\u202e");
    }

    @Test
    void shouldRefuseTheFormatOfTheDocumentationForProblems() throws IOException {
        Path file = Files.writeString(directory.resolve("t.properties"), "");

        var typed = CommandResult.in(Map.of(), "config", "--check", file.toString(), "-o", "markdown");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err()).contains("use TABLE, CSV");
    }

    @Test
    void shouldNameAllProblemsAtOnceWithTheirLines() throws IOException {
        var typed = check(
                """
                # line 1
                pol.interval=PT1M
                targets=a/b,\\
                  c/d
                quota.share=7
                http.port=many
                completely.different=1
                quota.share=0.5
                poll.interval=soon
                broken=\\u12
                """);

        assertThat(problems(typed))
                .satisfiesExactly(
                        it -> assertThat(it).startsWith("2: ").contains("'pol.interval': is 'poll.interval' meant?"),
                        it -> assertThat(it).startsWith("5: ").contains("quota.share"),
                        it -> assertThat(it).startsWith("6: ").contains("http.port"),
                        it -> assertThat(it).startsWith("7: ").contains("'tunnelwatch config' lists every setting"),
                        it -> assertThat(it).startsWith("8: ").contains("'quota.share' is set again, and line 5"),
                        it -> assertThat(it).startsWith("9: ").contains("poll.interval"),
                        it -> assertThat(it).startsWith("10: ").contains("no setting"));
    }

    @Test
    void shouldFindWhatNoSingleSettingShows() throws IOException {
        assertThat(problems(check("poll.interval=PT30S\ntargets=nonsense\n")))
                .singleElement()
                .asString()
                .startsWith("2: ")
                .contains("'nonsense' is not account/region");
        assertThat(problems(check("\nsecrets.fingerprint.key=must-never\ntargets=a/b\n")))
                .singleElement()
                .asString()
                .startsWith("2: ")
                .contains("too short");
    }

    @Test
    void shouldFindSecretsThatOthersCanRead() throws IOException {
        Path file = directory.resolve("tunnelwatch.properties");
        Path tokens = directory.resolve("tokens");
        Files.writeString(tokens, "");
        Files.writeString(file, "http.tokens.file=" + tokens + "\npostgres.password=must-never-1\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(tokens, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(problems(check(file)))
                .anyMatch(it -> it.contains("Settings file") && it.contains("run chmod 600 "))
                .anyMatch(it -> it.startsWith("1: ") && it.contains("run chmod 600 " + tokens));
    }

    @Test
    void shouldRefuseAFileThatCannotBeRead() {
        var typed = check(directory.resolve("nowhere"));

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("check the path");
    }
}
