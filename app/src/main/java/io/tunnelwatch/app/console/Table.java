package io.tunnelwatch.app.console;

import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** A table with aligned columns, for a terminal or for {@code grep}. On a terminal long cells are cut to fit. */
public final class Table {
    private static final String BETWEEN = "  ";

    /** A column that is cut keeps enough to recognise a value. */
    private static final int NARROWEST = 8;

    /** A person copies these values into the next command, so none of them is cut. */
    private static final Set<String> COPIED = Set.of("ID", "CONNECTION", "ENTITY");

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
        print(out, 0);
    }

    /** Cuts cells until lines fit into so many cells; 0 cuts nothing. */
    public void print(PrintWriter out, int columns) {
        int[] widths = widths();
        fit(widths, columns);
        for (Row row : rows) {
            var line = new StringBuilder();
            for (int i = 0; i < row.cells().size(); i++) {
                String cell = CellWidth.cut(row.cells().get(i), widths[i]);
                line.append(cell);
                if (i < row.cells().size() - 1) {
                    line.append(" ".repeat(widths[i] - CellWidth.of(cell))).append(BETWEEN);
                }
            }
            out.println(row.colour().apply(line.toString().stripTrailing()));
        }
        out.flush();
    }

    /** Takes from the last column first, if it is a sentence or a reason, and then from the widest. */
    private void fit(int[] widths, int columns) {
        int last = widths.length - 1;
        int tooMany = columns == 0 ? 0 : IntStream.of(widths).sum() + BETWEEN.length() * last - columns;
        int fromLast = mayCut(last) ? Math.max(0, Math.min(tooMany, widths[last] - NARROWEST)) : 0;
        widths[last] -= fromLast;
        for (int left = tooMany - fromLast; left > 0; left--) {
            var widest = IntStream.range(0, widths.length)
                    .filter(i -> mayCut(i) && widths[i] > NARROWEST)
                    .boxed()
                    .max(Comparator.comparingInt(i -> widths[i]));
            if (widest.isEmpty()) {
                return;
            }
            widths[widest.get()]--;
        }
    }

    /** The first column names the row. */
    private boolean mayCut(int column) {
        return column > 0 && !COPIED.contains(rows.get(0).cells().get(column));
    }

    private int[] widths() {
        int[] widths = new int[rows.get(0).cells().size()];
        for (Row row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], CellWidth.of(row.cells().get(i)));
            }
        }
        return widths;
    }
}
