package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.app.console.ResultPrinter;
import io.tunnelwatch.app.console.Table;
import io.tunnelwatch.app.console.Timeline;
import io.tunnelwatch.app.console.Times;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Option;

/** The format of a command's output, shared by all commands that print results. */
final class OutputOptions {
    static final String FORMATS =
            "${COMPLETION-CANDIDATES}, in any case. Default: ${DEFAULT-VALUE}. JSON, JSONL and YAML contain every field.";

    private final CommandEnvironment environment;

    @Option(
            names = {"-o", "--format"},
            paramLabel = "FORMAT",
            description = FORMATS)
    private ResultPrinter.Format format = ResultPrinter.Format.TABLE;

    @Option(
            names = "--utc",
            description =
                    "Times in UTC on a terminal, where they are local otherwise. In a pipe they are always RFC 3339"
                            + " in UTC.")
    private boolean utc;

    OutputOptions(CommandEnvironment environment) {
        this.environment = environment;
    }

    boolean isTable() {
        return format == ResultPrinter.Format.TABLE;
    }

    /** The writer for sentences about the output. A program that reads standard output expects objects only. */
    PrintWriter remarks() {
        return isTable() ? environment.out() : environment.err();
    }

    /** Prints a table as wide as the terminal, or as wide as it is. */
    void print(Table table) {
        table.print(environment.out(), environment.terminal().columns());
    }

    /** Prints a picture below a table, if a person reads it. */
    void print(Timeline timeline) {
        if (isTable()) {
            timeline.print(environment.out(), environment.terminal(), times());
        }
    }

    /** Prints objects in the chosen format; as a table, or for a spreadsheet, these fields of them. */
    void print(String title, List<JsonNode> objects, String... fields) {
        new ResultPrinter(environment.out(), times(), environment.terminal().columns(), fields)
                .print(format, title, objects);
    }

    /** A time of the API's answer, for whoever reads it. */
    String time(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() ? times().shown(value.asText()) : Json.text(object, field);
    }

    /** The same in a cell of a table. */
    String cell(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isTextual() ? times().cell(value.asText()) : Json.text(object, field);
    }

    private Times times() {
        return new Times(environment.terminal(), utc);
    }
}
