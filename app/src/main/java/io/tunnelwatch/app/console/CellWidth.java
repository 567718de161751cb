package io.tunnelwatch.app.console;

import io.tunnelwatch.runtime.PrintableText;

/** Widths in cells of a terminal: a Chinese character takes two cells, and a combining mark takes none. */
public final class CellWidth {
    /** First and last code points of what Unicode's East Asian Width calls wide or fullwidth, in ascending order. */
    private static final int[][] WIDE = {
        {0x1100, 0x115F},
        {0x231A, 0x231B},
        {0x23E9, 0x23EC},
        {0x25FD, 0x25FE},
        {0x2614, 0x2615},
        {0x26A1, 0x26A1},
        {0x2705, 0x2705},
        {0x274C, 0x274C},
        {0x2753, 0x2755},
        {0x2E80, 0x303E},
        {0x3041, 0xA4CF},
        {0xA960, 0xA97F},
        {0xAC00, 0xD7A3},
        {0xF900, 0xFAFF},
        {0xFE10, 0xFE19},
        {0xFE30, 0xFE6F},
        {0xFF01, 0xFF60},
        {0xFFE0, 0xFFE6},
        {0x16FE0, 0x18DFF},
        {0x1AFF0, 0x1B2FF},
        {0x1F300, 0x1F64F},
        {0x1F680, 0x1F6FF},
        {0x1F7E0, 0x1F7EB},
        {0x1F900, 0x1F9FF},
        {0x1FA70, 0x1FAFF},
        {0x20000, 0x3FFFD}
    };

    private CellWidth() {}

    public static int of(String text) {
        return text.codePoints().map(CellWidth::of).sum();
    }

    /** The text, or its beginning with a mark, in at most so many cells. */
    public static String cut(String text, int cells) {
        if (of(text) <= cells) {
            return text;
        }
        var kept = new StringBuilder();
        int used = 0;
        for (int codePoint : text.codePoints().toArray()) {
            used += of(codePoint);
            if (used > cells - of(PrintableText.CUT)) {
                break;
            }
            kept.appendCodePoint(codePoint);
        }
        return kept + PrintableText.CUT;
    }

    private static int of(int codePoint) {
        int type = Character.getType(codePoint);
        if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
            return 0;
        }
        for (int[] range : WIDE) {
            if (codePoint <= range[1]) {
                return codePoint >= range[0] ? 2 : 1;
            }
        }
        return 1;
    }
}
