package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.runtime.OperatorException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@code init}: the dialogue and the file are golden files. {@code -Dgolden.update=true} writes them again. */
class InitCommandTest {
    private static final String CLUSTER =
            "ecs\nshop/cn-chengdu, prod/eu-central-1\nkafka-1:9093,kafka-2:9093\n\nslack\n";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"80,defaults", "200,defaults", "80,cluster", "200,cluster"})
    void shouldAskAndWriteAFileThatPassesTheCheck(int columns, String answers) throws IOException {
        var typed = typed(columns, answers.equals("defaults") ? "\n".repeat(4) : CLUSTER);

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        GoldenFile.compare("init-" + answers + "-" + columns, typed.out().replace(directory.toString(), "DIR"));
        GoldenFile.compare("init-" + answers + ".properties", Files.readString(file()));
        shouldPassTheCheck();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    /** A person with a terminal of 80 columns sees each question in one line. */
    @Test
    void shouldAskInOneLineEach() {
        String[] questions = typed(80, CLUSTER).out().split("\\n +\\[[^]]+] ");

        assertThat(questions).hasSize(6);
        assertThat(List.of(questions).subList(0, 5))
                .allMatch(it -> it.length() <= 80 && it.lines().count() == 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alertmanager",
                "webhook",
                "dingtalk",
                "pagerduty",
                "feishu",
                "email",
                "wecom",
                "slack",
                "teams",
                "none"
            })
    void shouldPassTheCheckWithEachDestination(String type) throws IOException {
        var typed = typed(0, "", "--credentials", "profile", "--targets", "a/b", "--kafka", "HERE", "--notices", type);

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        shouldPassTheCheck();
    }

    @Test
    void shouldAskAgainAfterAnAnswerThatCannotBe() throws IOException {
        var typed = typed(
                80,
                "key\nENVIRONMENT\nnonsense\u001b[31m\na/b\nkafka\nkafka:9093\nftp://x\nhttps://r\npigeon\nteams\n");

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out())
                .contains("Choose one of environment, profile, ecs, oidc")
                .contains("'nonsense␦[31m' is not account/region")
                .contains("'kafka' is neither 'here' nor host:port")
                .contains("'ftp://x' is not a URL")
                .contains("'pigeon' is neither none nor one of alertmanager");
        assertThat(Files.readString(file())).contains("targets=a/b\n", "schema.registry.url=https://r\n");
        shouldPassTheCheck();
    }

    @Test
    void shouldLeaveAFileThatExists() throws IOException {
        Files.writeString(file(), "mine");

        var typed = typed(80, "\n");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("stays as it is", "--force");
        assertThat(file()).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldOverwriteAFileOnlyWhenToldTo(boolean forced) throws IOException {
        Files.writeString(file(), "mine");

        var typed = forced ? typed(80, "\n\n\n\n", "--force") : typed(80, "yes\n\n\n\n\n");

        assertThat(typed.exitCode()).as(typed.err()).isZero();
        assertThat(typed.out()).contains("Overwrote " + file());
        assertThat(Files.readString(file())).contains("targets=prod/cn-hangzhou");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--credentials", "--targets", "--kafka", "--notices"})
    void shouldNameTheAnswerThatIsMissingWithoutATerminal(String missing) {
        var options = new ArrayList<String>();
        Map.of("--credentials", "ecs", "--targets", "a/b", "--kafka", "here", "--notices", "none")
                .forEach((name, value) -> {
                    if (!name.equals(missing)) {
                        options.addAll(List.of(name, value));
                    }
                });

        var typed = typed(0, "", options.toArray(String[]::new));

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("answer with " + missing);
        assertThat(file()).doesNotExist();
    }

    @Test
    void shouldWriteNothingWhenTheAnswersEnd() {
        var typed = typed(80, "ecs\n");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err()).contains("nothing was written");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void shouldNotTakeACredentialInTheAddressOfTheRegistry() {
        var typed = typed(
                0,
                "",
                "--credentials",
                "ecs",
                "--targets",
                "a/b",
                "--kafka",
                "k:9093",
                "--notices",
                "none",
                "--schema-registry",
                "https://user:must-never@r");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.out() + typed.err()).doesNotContain("must-never");
        assertThat(file()).doesNotExist();
    }

    private Path file() {
        return directory.resolve("tunnelwatch.properties");
    }

    private void shouldPassTheCheck() {
        var checked = CommandResult.in(Map.of(), "config", "--check", file().toString());
        assertThat(checked.exitCode()).as(checked.out() + checked.err()).isZero();
    }

    /** @param columns width of the terminal; 0 for none */
    private CommandResult typed(int columns, String answers, String... options) {
        var out = new StringWriter();
        var err = new StringWriter();
        var terminal = columns == 0 ? Terminal.none() : new Terminal(true, columns, ZoneOffset.UTC, Clock.systemUTC());
        var environment = new CommandEnvironment(
                Map.of(), directory, new PrintWriter(out, true), new PrintWriter(err, true), terminal);
        var words = new ArrayList<>(List.of(file().toString()));
        words.addAll(List.of(options));
        int code = new CommandLine(new InitCommand(environment, new BufferedReader(new StringReader(answers))))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    environment.err().println(e.getMessage());
                    return e instanceof OperatorException ? OperatorException.EXIT_CODE : 1;
                })
                .execute(words.toArray(String[]::new));
        return new CommandResult(code, out.toString(), err.toString());
    }
}
