package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.runtime.OperatorException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The command line of {@code tail}; a broker is not needed to refuse it. */
class TailCommandTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"transition vco-1", "alerts a b", "--since yesterday", "--since 1h30", "-o xml", "--until h"})
    void shouldRefuseAWrongCommandLine(String words) {
        var typed = typed(words);

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err().lines()).singleElement().asString().contains("tunnelwatch tail --help");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ALERTS",
                "observations --since 1h30m",
                "--since 7d --until 1h",
                "--from 2026-11-21 --to 2026-11-22 --no-follow -o JSONL",
                "transitions --follow --since P1D --utc -o table"
            })
    void shouldTakeWhatAPersonTypes(String words) {
        var typed = typed(words + " --bootstrap-servers 127.0.0.1:1 --set kafka.default.api.timeout.ms=500"
                + " --set kafka.request.timeout.ms=300");

        assertThat(typed.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(typed.err().lines()).singleElement().asString().contains("bootstrap.servers");
    }

    @ParameterizedTest
    @CsvSource({"--since 1h, true", "--follow, true", "--no-follow, false"})
    void shouldWaitForWhatHappensNextUnlessToldNotTo(String words, boolean follows) {
        var nowhere = new PrintWriter(Writer.nullWriter());
        var commands = Tunnelwatch.commands(new CommandEnvironment(Map.of(), Path.of(""), nowhere, nowhere));

        boolean follow = commands.parseArgs(("tail " + words).split(" "))
                .subcommand()
                .commandSpec()
                .findOption("--follow")
                .getValue();

        assertThat(follow).isEqualTo(follows);
    }

    @Test
    void shouldShowExamples() {
        assertThat(CommandResult.in(Map.of(), "tail", "--help").out())
                .contains("Examples:", "--[no-]follow", "[transitions|alerts|observations] [CONNECTION]");
    }

    private static CommandResult typed(String words) {
        var all = new ArrayList<>(List.of("tail"));
        all.addAll(List.of(words.strip().split(" +")));
        all.remove("");
        return CommandResult.in(Map.of(), all.toArray(String[]::new));
    }
}
