package io.tunnelwatch.app.doctor;

import io.tunnelwatch.app.console.CellWidth;
import io.tunnelwatch.app.console.Colour;
import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;
import java.util.List;

/** Findings as lines: one each in a pipe; folded on a terminal, because a cure that is cut cures nothing. */
public final class FindingsText {
    /** Narrower than this, folding gives one word a line. */
    private static final int LEAST_SENTENCE = 20;

    /** The longest result and two spaces. */
    private static final int RESULT_WIDTH = 6;

    private FindingsText() {}

    /** @param columns width of the terminal; 0 if there is no limit */
    public static void print(List<Finding> findings, PrintWriter out, int columns) {
        int named =
                findings.stream().mapToInt(it -> CellWidth.of(it.check())).max().orElse(0);
        String indent = " ".repeat(RESULT_WIDTH + named + 2);
        for (Finding it : findings) {
            String name = PrintableText.sentence(it.check());
            String start =
                    it.result() + " ".repeat(RESULT_WIDTH - it.result().name().length()) + name;
            String head = start + " ".repeat(Math.max(2, indent.length() - CellWidth.of(start)));
            String text = PrintableText.sentence(it.sentence());
            String folded = columns == 0
                    ? head + text
                    : fold(head, text.split(" "), indent, Math.max(columns, indent.length() + LEAST_SENTENCE));
            folded.lines()
                    .forEach(line ->
                            out.println(Colour.ofState(state(it.result())).apply(line)));
        }
        out.flush();
    }

    private static String fold(String head, String[] words, String indent, int columns) {
        var text = new StringBuilder(head);
        int width = indent.length();
        for (String word : words) {
            if (width > indent.length() && width + 1 + CellWidth.of(word) > columns) {
                text.append('\n').append(indent);
                width = indent.length();
            }
            boolean isFirst = width == indent.length();
            text.append(isFirst ? "" : " ").append(word);
            width += CellWidth.of(word) + (isFirst ? 0 : 1);
        }
        return text.toString();
    }

    private static String state(Finding.Result result) {
        return switch (result) {
            case OK -> "UP";
            case WARN -> "DEGRADED";
            case FAIL -> "DOWN";
        };
    }
}
