package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SettingsPage;
import io.tunnelwatch.app.assembly.SettingsReference;
import io.tunnelwatch.app.console.Table;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tunnelwatch config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prints every setting: its name in a file and in the environment, its type, default and meaning,"
                + " with an example.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch config | grep alerts",
            "  tunnelwatch config --format markdown > docs/settings.md"
        })
final class ConfigCommand implements Callable<Integer> {
    /** For a terminal, or for the documentation. */
    enum Format {
        TEXT,
        MARKDOWN
    }

    private final CommandEnvironment environment;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Format format = Format.TEXT;

    ConfigCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        switch (format) {
            case TEXT -> printText(environment.out());
            case MARKDOWN -> SettingsPage.print(environment.out());
        }
        return 0;
    }

    private static void printText(PrintWriter out) {
        var table = new Table("SETTING", "TYPE", "DEFAULT", "VARIABLE", "MEANING");
        SettingsReference.entries()
                .forEach(it -> table.row(
                        it.name(),
                        it.type(),
                        it.standard(),
                        it.environment(),
                        it.what() + " Example: " + it.example() + "."));
        table.print(out);
        out.println();
        out.println(SettingsReference.PASSED_ON);
    }
}
