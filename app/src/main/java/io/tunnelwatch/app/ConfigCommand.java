package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SettingsReference;
import io.tunnelwatch.app.assembly.SettingsReference.Entry;
import io.tunnelwatch.app.console.Table;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tunnelwatch config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prints every setting: its name in a file and in the environment, its type, default and meaning.",
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

    private final CommandEnvironment surroundings;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    private Format format = Format.TEXT;

    ConfigCommand(CommandEnvironment surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Integer call() {
        switch (format) {
            case TEXT -> printText(surroundings.out());
            case MARKDOWN -> printMarkdown(surroundings.out());
        }
        return 0;
    }

    private static void printText(PrintWriter out) {
        var table = new Table("SETTING", "TYPE", "DEFAULT", "VARIABLE", "MEANING");
        SettingsReference.entries()
                .forEach(it -> table.row(it.name(), it.type(), it.standard(), it.environment(), it.what()));
        table.print(out);
        out.println();
        out.println(SettingsReference.PASSED_ON);
    }

    private static void printMarkdown(PrintWriter out) {
        out.println("# Settings");
        out.println();
        out.println("Made by `tunnelwatch config --format markdown`. Settings come from a properties file (`--config`);"
                + " environment variables override it, and the command line overrides both.");
        out.println(SettingsReference.PASSED_ON);
        String part = "";
        for (Entry it : SettingsReference.entries()) {
            if (!it.part().equals(part)) {
                part = it.part();
                out.println();
                out.println("## " + part);
                out.println();
                out.println("| setting | type | default | variable | meaning |");
                out.println("|---|---|---|---|---|");
            }
            out.printf(
                    "| `%s` | %s | %s | `%s` | %s |%n",
                    it.name(),
                    it.type(),
                    it.standard().equals(SettingsReference.NONE) ? "" : "`" + it.standard() + "`",
                    it.environment(),
                    it.what().replace("|", "\\|"));
        }
    }
}
