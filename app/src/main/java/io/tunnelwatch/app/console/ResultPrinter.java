package io.tunnelwatch.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.runtime.HtmlText;
import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Prints objects with the same fields for a person, a spreadsheet, a program or a browser. */
public final class ResultPrinter {
    /** Text that a spreadsheet would take for a formula; names come from anybody who can rename a connection. */
    private static final Pattern FORMULA =
            Pattern.compile("^[\\s\\p{Z}" + PrintableText.SUBSTITUTE + "]*[=+\\-@＝＋－＠].*");

    private static final Set<String> SHARES =
            Set.of("availability", "availabilityOutsidePlanned", "reachability", "coverage");

    private static final Set<String> MOMENTS = Set.of("from", "to", "at", "lastScan", "judged");

    /** Output formats. */
    public enum Format {
        TABLE,
        CSV,
        JSON,
        JSONL,
        YAML,
        HTML
    }

    private final List<String> fields;
    private final PrintWriter out;
    private final Times times;
    private final int columns;

    public ResultPrinter(PrintWriter out, String... fields) {
        this(out, new Times(Terminal.none(), true), 0, fields);
    }

    /** @param columns width of a table at most; 0 if there is no limit */
    public ResultPrinter(PrintWriter out, Times times, int columns, String... fields) {
        this.fields = List.of(fields);
        this.out = out;
        this.times = times;
        this.columns = columns;
    }

    public void print(Format format, String title, List<JsonNode> objects) {
        switch (format) {
            case TABLE -> table(objects);
            case CSV -> {
                csvHead();
                objects.forEach(this::csv);
            }
            case JSON ->
                out.println(objects.stream()
                        .map(it -> PrintableText.json(it.toPrettyString()))
                        .collect(Collectors.joining(",\n", "[", "]")));
            case JSONL -> objects.forEach(this::json);
            case YAML -> out.print(YamlText.of(objects));
            case HTML -> html(title, objects);
        }
        out.flush();
    }

    private void table(List<JsonNode> objects) {
        var table = new Table(fields.stream().map(ResultPrinter::heading).toArray(String[]::new));
        objects.forEach(it -> table.row(
                colour(it), fields.stream().map(field -> inTable(it, field)).toArray(String[]::new)));
        table.print(out, columns);
    }

    private static UnaryOperator<String> colour(JsonNode it) {
        return it.has("severity")
                ? Colour.ofAlert(it.path("status").asText(), it.path("severity").asText())
                : Colour.ofState(it.path("state").asText());
    }

    public void json(JsonNode it) {
        out.println(PrintableText.json(it.toString()));
    }

    public void csvHead() {
        out.println(String.join(",", fields));
    }

    public void csv(JsonNode it) {
        out.println(fields.stream().map(field -> cell(it.path(field))).collect(Collectors.joining(",")));
    }

    /** A CSV cell by RFC 4180, made safe against formulas that a spreadsheet would run. */
    static String cell(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        String text = PrintableText.value(value.asText());
        boolean isFormula = value.isTextual() && FORMULA.matcher(text).matches();
        String safe = isFormula ? "'" + text : text;
        return safe.matches("[^\",]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    private void html(String title, List<JsonNode> objects) {
        out.println("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>" + HtmlText.escaped(title)
                + "</title>");
        out.println("<style>body{font:14px/1.5 system-ui,sans-serif;margin:2rem;color:#1a2330}"
                + "table{border-collapse:collapse}th,td{text-align:left;padding:.35rem .9rem .35rem 0;"
                + "border-bottom:1px solid #dfe4ea}td{font-variant-numeric:tabular-nums}</style>");
        out.println("<h1>" + HtmlText.escaped(title) + "</h1><table><thead>"
                + HtmlText.row("th", fields.stream().map(ResultPrinter::heading).toList()) + "</thead><tbody>");
        objects.forEach(it -> out.println(HtmlText.row(
                "td", fields.stream().map(field -> shown(it, field)).toList())));
        out.println("</tbody></table></html>");
    }

    /** A value in a table, where times are for people, too. */
    private String inTable(JsonNode it, String field) {
        return MOMENTS.contains(field) && it.path(field).isTextual()
                ? times.cell(it.path(field).asText())
                : shown(it, field);
    }

    /** A value for people: shares in percent, durations in readable units. */
    private static String shown(JsonNode it, String field) {
        JsonNode value = it.path(field);
        if (value.isNull() || value.isMissingNode()) {
            return "–";
        }
        if (SHARES.contains(field)) {
            return Durations.percent(value.asDouble());
        }
        return field.endsWith("Seconds") ? Durations.inWords(value.asLong()) : PrintableText.value(value.asText());
    }

    private static String heading(String field) {
        return Arrays.stream(field.replace("Seconds", "").split("(?=[A-Z])"))
                .collect(Collectors.joining(" "))
                .toUpperCase(java.util.Locale.ROOT);
    }
}
