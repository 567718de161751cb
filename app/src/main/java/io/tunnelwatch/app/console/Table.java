package io.tunnelwatch.app.console;

import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/** A table with aligned columns, for a terminal or for {@code grep}. */
public final class Table {
    private static final String BETWEEN = "  ";

    private record Row(List<String> cells, UnaryOperator<String> colour) {}

    private final List<Row> rows = new ArrayList<>();

    public Table(String... headings) {
        row(headings);
    }

    public void row(String... cells) {
        row(UnaryOperator.identity(), cells);
    }

    /** Adds a row in a colour, which does not count in the widths. */
    public void row(UnaryOperator<String> colour, String... cells) {
        rows.add(new Row(Arrays.stream(cells).map(PrintableText::sentence).toList(), colour));
    }

    public void print(PrintWriter out) {
        int[] widths = widths();
        for (Row row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.cells().size(); i++) {
                String cell = row.cells().get(i);
                line.append(cell);
                if (i < row.cells().size() - 1) {
                    line.append(" ".repeat(widths[i] - cell.length())).append(BETWEEN);
                }
            }
            out.println(row.colour().apply(line.toString().stripTrailing()));
        }
        out.flush();
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).cells().size()];
        for (Row row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.cells().get(i).length());
            }
        }
        return widths;
    }
}
