package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.assembly.SettingsCheck;
import io.tunnelwatch.app.assembly.SettingsPage;
import io.tunnelwatch.app.assembly.SettingsReference;
import io.tunnelwatch.app.console.ResultPrinter;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code tunnelwatch config}. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        description = "Prints every setting: its name in a file and in the environment, its type, default and meaning,"
                + " with an example. Or checks a settings file.",
        footer = {
            "",
            "Exit code of --check: 0 if the file is correct, 1 if not.",
            "",
            "Examples:",
            "  tunnelwatch config | grep alerts",
            "  tunnelwatch config -o jsonl | jq -r 'select(.part == \"Processor\") | .variable'",
            "  tunnelwatch config --check tunnelwatch.properties",
            "  tunnelwatch config --format markdown > docs/settings.md"
        })
final class ConfigCommand implements Callable<Integer> {
    /** The formats of the other commands, and that of the documentation. */
    enum Format {
        TABLE,
        CSV,
        JSON,
        JSONL,
        YAML,
        HTML,
        MARKDOWN
    }

    private static final int WRONG = 1;

    private final CommandEnvironment environment;

    @Option(
            names = {"-o", "--format"},
            paramLabel = "FORMAT",
            description = OutputOptions.FORMATS + " MARKDOWN is docs/settings.md, and no format of --check.")
    private Format format = Format.TABLE;

    @Option(
            names = "--check",
            paramLabel = "FILE",
            description =
                    "Print all problems of this settings file, with their lines: unknown names, values that cannot"
                            + " be, and secrets that others can read.")
    private @Nullable Path file;

    ConfigCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() {
        if (file != null) {
            return check(file);
        }
        switch (format) {
            case TABLE -> printTable(environment.out());
            case MARKDOWN -> SettingsPage.print(environment.out());
            case CSV, JSON, JSONL, YAML, HTML -> {
                var entries = SettingsReference.entries().stream()
                        .map(ConfigCommand::json)
                        .toList();
                print(
                        "Settings",
                        entries,
                        "name",
                        "type",
                        "limits",
                        "default",
                        "variable",
                        "meaning",
                        "example",
                        "part");
            }
        }
        return 0;
    }

    private void print(String title, List<JsonNode> objects, String... fields) {
        new ResultPrinter(environment.out(), fields).print(ResultPrinter.Format.valueOf(format.name()), title, objects);
    }

    /** A setting without a default has null there. */
    private static JsonNode json(SettingsReference.Entry it) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("part", it.part())
                .put("name", it.name())
                .put("type", it.type())
                .put("limits", it.limits())
                .put("default", it.hasDefault() ? it.standard() : null)
                .put("variable", it.environment())
                .put("meaning", it.what())
                .put("example", it.example());
    }

    private int check(Path checked) {
        var problems = SettingsCheck.of(checked);
        switch (format) {
            case TABLE -> printProblems(checked, problems);
            case MARKDOWN ->
                throw new OperatorException("--check prints no MARKDOWN: use TABLE, CSV, JSON, JSONL, YAML or HTML.");
            case CSV, JSON, JSONL, YAML, HTML -> {
                var objects = problems.stream().map(it -> json(checked, it)).toList();
                print("Problems of " + checked, objects, "file", "line", "problem");
            }
        }
        return problems.isEmpty() ? 0 : WRONG;
    }

    private void printProblems(Path checked, List<SettingsCheck.Problem> problems) {
        var out = environment.out();
        problems.forEach(it -> out.println(
                PrintableText.sentence(checked + (it.line() == 0 ? "" : ":" + it.line()) + ": " + it.text())));
        if (problems.isEmpty()) {
            out.println(PrintableText.sentence(checked + ": no problem found."));
        }
        out.flush();
    }

    /** A problem of the whole file has no line. */
    private static JsonNode json(Path checked, SettingsCheck.Problem it) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("file", checked.toString())
                .put("line", it.line() == 0 ? null : it.line())
                .put("problem", it.text());
    }

    private static void printTable(PrintWriter out) {
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
