package io.tunnelwatch.app.tail;

import io.tunnelwatch.app.console.CellWidth;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.app.console.Times;
import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;

/** Prints entries, one line each. The columns have fixed widths, because the next line is not known yet. */
public final class EntryPrinter {
    private static final int STATE = 9;
    private static final int NAME = 24;

    /** An id of the cloud. */
    private static final int ENTITY = 21;

    private static final String BETWEEN = "  ";

    private final PrintWriter out;
    private final Times times;
    private final int columns;
    private final boolean isJson;

    private EntryPrinter(PrintWriter out, Times times, int columns, boolean isJson) {
        this.out = out;
        this.times = times;
        this.columns = columns;
        this.isJson = isJson;
    }

    /**
     * Lines for a person.
     *
     * @param columns width of the terminal; 0 cuts nothing
     */
    public static EntryPrinter ofLines(PrintWriter out, Times times, int columns) {
        return new EntryPrinter(out, times, columns, false);
    }

    /** The whole records, a JSON object a line. */
    public static EntryPrinter ofJson(PrintWriter out) {
        return new EntryPrinter(out, new Times(Terminal.none(), true), 0, true);
    }

    void print(Entry it) {
        out.println(
                isJson
                        ? PrintableText.json(RecordJson.of(it.value()).toString())
                        : it.colour().apply(line(it)));
    }

    /** Returns false if nobody reads the output any more, such as after {@code head -1}. */
    boolean flush() {
        return !out.checkError();
    }

    /** On a narrow terminal a name stands for its id; a tunnel's id, which is not the name's, comes last. */
    private String line(Entry it) {
        String start = times.staying(it.at()) + BETWEEN + cell(it.state(), STATE) + BETWEEN;
        if (columns == 0 || times.isWide()) {
            return cut(start
                    + cell(it.name(), NAME)
                    + BETWEEN
                    + pad(PrintableText.value(it.entity()), ENTITY)
                    + BETWEEN
                    + PrintableText.sentence(it.what()));
        }
        boolean isOfPart = !it.name().isEmpty() && !it.connections().contains(it.entity());
        String who = it.name().isEmpty() ? pad(PrintableText.value(it.entity()), NAME) : cell(it.name(), NAME);
        return cut(start + who + BETWEEN + PrintableText.sentence(it.what() + (isOfPart ? ", " + it.entity() : "")));
    }

    private String cell(String text, int width) {
        String printable = PrintableText.value(text);
        return pad(columns == 0 ? printable : CellWidth.cut(printable, width), width);
    }

    private String cut(String line) {
        return (columns == 0 ? line : CellWidth.cut(line, columns)).stripTrailing();
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - CellWidth.of(text)));
    }
}
