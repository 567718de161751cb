package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.app.console.Json;
import io.tunnelwatch.app.console.ResultPrinter;
import io.tunnelwatch.app.parquet.Column;
import io.tunnelwatch.app.parquet.ParquetFile;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.AtomicFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code tunnelwatch export}. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Prints every interval of every connection and tunnel, for other programs; by default those of the last"
                        + " day.",
        footer = {
            "",
            "Examples:",
            "  tunnelwatch export --from P30D > intervals.csv",
            "  tunnelwatch export --from 2026-10-01 --to 2026-11-01 --format jsonl | jq -c 'select(.state==\"DOWN\")'",
            "  tunnelwatch export --from P365D --format parquet --output year.parquet"
        })
final class ExportCommand implements Callable<Integer> {
    private static final String[] FIELDS = {
        "account",
        "region",
        "connectionId",
        "name",
        "entity",
        "facet",
        "state",
        "reason",
        "raw",
        "from",
        "notBefore",
        "to",
        "closeReason"
    };

    private static final Set<String> MOMENTS = Set.of("from", "notBefore", "to");

    /** Output formats. */
    enum Format {
        CSV,
        JSONL,
        PARQUET
    }

    private final CommandEnvironment environment;

    @Option(
            names = {"-o", "--format"},
            description = "CSV, JSONL or PARQUET. Default: ${DEFAULT-VALUE}")
    private Format format = Format.CSV;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "File for Parquet, created when it is complete; the other formats are printed.")
    private @Nullable Path output;

    @Mixin
    private TimeRangeOptions span = new TimeRangeOptions();

    @Mixin
    private ReadApiClient api;

    ExportCommand(CommandEnvironment environment) {
        this.environment = environment;
        this.api = new ReadApiClient(environment);
    }

    @Override
    public Integer call() {
        if ((format == Format.PARQUET) != (output != null)) {
            throw new OperatorException(
                    "--format parquet and --output FILE go together: Parquet is not text, and the other formats are"
                            + " printed.");
        }
        if (output == null) {
            print();
        } else {
            write(output);
        }
        return 0;
    }

    private void print() {
        var lines = new ResultPrinter(environment.out(), FIELDS);
        if (format == Format.CSV) {
            lines.csvHead();
            intervals().forEach(lines::csv);
        } else {
            intervals().forEach(lines::json);
        }
        environment.out().flush();
    }

    private void write(Path file) {
        try {
            AtomicFile.write(file, this::writeParquet);
        } catch (IOException e) {
            throw new OperatorException(
                    "--output " + file + " cannot be written: is its directory there, writable, and not full? (" + e
                            + ")",
                    e);
        }
    }

    private void writeParquet(OutputStream out) throws IOException {
        var parquet = new ParquetFile(
                out,
                Arrays.stream(FIELDS)
                        .map(it -> MOMENTS.contains(it) ? Column.moment(it) : Column.text(it))
                        .toList());
        for (JsonNode interval : (Iterable<JsonNode>) intervals()::iterator) {
            parquet.row(Arrays.stream(FIELDS)
                    .map(it -> interval.path(it).textValue())
                    .toList());
        }
        parquet.finish();
    }

    /** Requests intervals connection by connection, as they are written: a year of a fleet need not fit into memory. */
    private Stream<JsonNode> intervals() {
        return api.getAllPages("/api/v1/connections").stream()
                .flatMap(it -> Json.each(it.path("connections")))
                .flatMap(connection -> Stream.concat(Stream.of(connection), Json.each(connection.path("tunnels")))
                        .flatMap(entity ->
                                intervals(connection, entity.path("id").asText())));
    }

    private Stream<JsonNode> intervals(JsonNode connection, String entity) {
        var parameters = span.parameters();
        parameters.put("entity", entity);
        JsonNode answer = api.getIfKnown("/api/v1/intervals", parameters);
        if (answer.path("truncated").asBoolean()) {
            throw new OperatorException("There are more intervals of " + entity
                    + " in this time range than one answer holds: shorten it with --from and --to.");
        }
        return Json.each(answer.path("intervals")).map(it -> ((ObjectNode) it)
                .put("account", connection.path("account").asText())
                .put("region", connection.path("region").asText())
                .put("connectionId", connection.path("id").asText())
                .put("name", connection.path("name").asText()));
    }
}
