package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompletionCommandTest {
    /** Bash itself is asked, outside of a prompt, where its builtin compopt refuses to work. */
    @Test
    void shouldCompleteInBash(@TempDir Path directory) throws Exception {
        Path script = script(directory, "bash");

        String completed = run(
                "bash",
                "--norc",
                "-c",
                "compopt() { :; }; source " + script
                        + "; COMP_WORDS=(tunnelwatch sta); COMP_CWORD=1; _complete_tunnelwatch;"
                        + " echo \"${COMPREPLY[@]}\"; COMP_WORDS=(tunnelwatch status --ut); COMP_CWORD=2;"
                        + " _complete_tunnelwatch; echo \"${COMPREPLY[@]}\"");

        assertThat(completed.lines()).containsExactly("status", "--utc");
    }

    @Test
    void shouldLoadBashcompinitInZsh() {
        assertThat(CommandResult.in(Map.of(), "completion", "zsh").out()).contains("ZSH_VERSION", "bashcompinit");
    }

    @Test
    void shouldCompleteInFish() {
        assertThat(CommandResult.in(Map.of(), "completion", "fish").out().lines())
                .allMatch(it -> it.startsWith("complete -c tunnelwatch "))
                .anyMatch(
                        it -> it.startsWith("complete -c tunnelwatch -n '__fish_use_subcommand' -a status -d 'Prints"))
                .anyMatch(it -> it.contains("from status' -s o -l format -x -a 'table csv json jsonl yaml html'"))
                .anyMatch(it -> it.contains("from status' -l utc -d"))
                .anyMatch(it -> it.contains("from targets' -a retire"));
    }

    /** Fish is not on every machine. */
    @Test
    void shouldBeReadByFish(@TempDir Path directory) throws Exception {
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/fish")),
                "fish is not installed, so the script for it is not checked by fish itself");

        assertThat(run(
                        "fish",
                        "--no-config",
                        "--no-execute",
                        script(directory, "fish").toString()))
                .isEmpty();
    }

    @Test
    void shouldNameTheShellsThatItKnows() {
        var typed = CommandResult.in(Map.of(), "completion", "csh");

        assertThat(typed.exitCode()).isEqualTo(2);
        assertThat(typed.err().lines()).singleElement().asString().contains("BASH, ZSH, FISH");
    }

    private static Path script(Path directory, String shell) throws IOException {
        return Files.writeString(
                directory.resolve("script"),
                CommandResult.in(Map.of(), "completion", shell).out());
    }

    private static String run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }
}
