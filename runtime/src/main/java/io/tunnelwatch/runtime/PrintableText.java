package io.tunnelwatch.runtime;

/**
 * Makes text from outside safe to print: on a terminal, in a log, in a table or in a spreadsheet. Anyone who may name a
 * connection chooses such text, and any server that answers chooses the text of an error. A control character moves or colours
 * a terminal's cursor, a bidirectional mark reverses the text after it, a line separator forges a line: each is replaced by one
 * {@value #SUBSTITUTE}. Long text is cut, with a mark.
 */
public final class PrintableText {
    /** Unicode's symbol for a character that cannot be displayed. */
    public static final char SUBSTITUTE = '␦';

    /** Marks the end of a text that was cut. */
    public static final String CUT = "…";

    /** The cloud allows names of 128 characters; twice that is enough to recognise any value. */
    private static final int VALUE_LENGTH = 256;

    /** Our sentences quote several values. */
    private static final int SENTENCE_LENGTH = 4_096;

    private PrintableText() {}

    /** One value: a name, an id, a code, an error's text. */
    public static String value(String text) {
        return shown(text, VALUE_LENGTH);
    }

    /** One of our sentences, with values in it. */
    public static String sentence(String text) {
        return shown(text, SENTENCE_LENGTH);
    }

    /**
     * JSON, which programs read too: the same characters as JSON escapes, so nothing is lost. Line breaks of the layout stay.
     */
    public static String json(String json) {
        var escaped = new StringBuilder(json.length());
        json.codePoints().forEach(it -> {
            if (it == '\n' || it == '\r' || isVisible(it)) {
                escaped.appendCodePoint(it);
            } else {
                for (char unit : Character.toChars(it)) {
                    escaped.append(String.format("\\u%04x", (int) unit));
                }
            }
        });
        return escaped.toString();
    }

    private static String shown(String text, int longest) {
        boolean isCut = text.codePointCount(0, text.length()) > longest;
        String kept = isCut ? text.substring(0, text.offsetByCodePoints(0, longest - CUT.length())) : text;
        if (kept.codePoints().allMatch(PrintableText::isVisible)) {
            return isCut ? kept + CUT : kept;
        }
        var shown = new StringBuilder(kept.length());
        kept.codePoints().forEach(it -> shown.appendCodePoint(isVisible(it) ? it : SUBSTITUTE));
        return isCut ? shown.append(CUT).toString() : shown.toString();
    }

    /** Returns whether a character is outside Unicode's categories C, Zl and Zp. An unpaired surrogate is not a character. */
    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
