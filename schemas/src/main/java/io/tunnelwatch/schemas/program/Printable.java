package io.tunnelwatch.schemas.program;

/**
 * Text from outside, as it may be printed: on a terminal, in a log, in a table or in a sheet. Whoever may name a connection
 * chooses this text, and an error's text is chosen by whoever answers. A control character moves a terminal's cursor or
 * colours it, a bidirectional mark turns what follows around, a line separator begins a line of somebody else's choosing:
 * each is shown as one {@value #SUBSTITUTE}. What is long is cut, with a mark.
 */
public final class Printable {
    /** Unicode's own sign for a character that cannot be shown. */
    public static final char SUBSTITUTE = '␦';

    /** At the end of what was cut. */
    public static final String CUT = "…";

    /** The cloud's own names end at 128; twice that is enough to know what it was. */
    private static final int VALUE_LENGTH = 256;

    /** Sentences of ours quote several values. */
    private static final int SENTENCE_LENGTH = 4_096;

    private Printable() {}

    /** One value: a name, an id, a code, an error's text. */
    public static String value(String text) {
        return shown(text, VALUE_LENGTH);
    }

    /** A sentence of ours with values in it. */
    public static String sentence(String text) {
        return shown(text, SENTENCE_LENGTH);
    }

    /** JSON, for programs too: the same characters escaped as JSON has it, so that nothing is lost. Line ends of its layout stay. */
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
        if (kept.codePoints().allMatch(Printable::isVisible)) {
            return isCut ? kept + CUT : kept;
        }
        var shown = new StringBuilder(kept.length());
        kept.codePoints().forEach(it -> shown.appendCodePoint(isVisible(it) ? it : SUBSTITUTE));
        return isCut ? shown.append(CUT).toString() : shown.toString();
    }

    /** Not in Unicode's C, Zl or Zp. A surrogate that stands alone is no character. */
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
