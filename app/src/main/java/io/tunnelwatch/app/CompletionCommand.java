package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.FishCompletion;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tunnelwatch completion}. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        description = "Prints a script with which a shell completes commands and options.",
        footer = {
            "",
            "Examples:",
            "  source <(tunnelwatch completion bash)          in ~/.bashrc",
            "  source <(tunnelwatch completion zsh)           in ~/.zshrc",
            "  tunnelwatch completion fish > ~/.config/fish/completions/tunnelwatch.fish"
        })
final class CompletionCommand implements Callable<Integer> {
    /** Shells. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}, in any case.")
    private Shell shell = Shell.BASH;

    CompletionCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        environment
                .out()
                .print(
                        switch (shell) {
                            // The script for bash loads bashcompinit when zsh reads it.
                            case BASH, ZSH -> AutoComplete.bash(spec.root().name(), root);
                            case FISH -> FishCompletion.of(root);
                        });
        environment.out().flush();
        return 0;
    }
}
