package io.tunnelwatch.app;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** Columns that line up, with colour where there is a terminal to show it. */
final class Table {
    private static final int WIDEST = 60;

    private final List<String[]> rows = new ArrayList<>();

    Table row(String... cells) {
        for (int i = 0; i < cells.length; i++) {
            cells[i] = tidy(cells[i]);
        }
        rows.add(cells);
        return this;
    }

    void print() {
        int columns = rows.isEmpty() ? 0 : rows.get(0).length;
        int[] widths = new int[columns];
        rows.forEach(row -> {
            for (int i = 0; i < columns; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        });
        rows.forEach(row -> {
            var line = new StringBuilder();
            for (int i = 0; i < columns; i++) {
                String padded = i == columns - 1 ? row[i] : row[i] + " ".repeat(widths[i] - row[i].length() + 2);
                line.append(coloured(row[i], padded));
            }
            System.out.println(line);
        });
    }

    private static String coloured(String word, String padded) {
        String style =
                switch (word) {
                    case "DOWN", "CRITICAL" -> "red,bold";
                    case "DEGRADED", "WARNING" -> "yellow";
                    case "UP", "RESOLVED" -> "green";
                    case "UNKNOWN" -> "magenta";
                    default -> "";
                };
        return style.isEmpty() ? padded : Ansi.AUTO.string("@|" + style + " " + padded + "|@");
    }

    /** Names come from the cloud: none may move the cursor. */
    private static String tidy(String text) {
        String plain = text.replaceAll("[\\p{Cntrl}\\p{Cf}]", "?");
        return plain.length() <= WIDEST * 2 ? plain : plain.substring(0, WIDEST * 2 - 1) + "…";
    }
}
