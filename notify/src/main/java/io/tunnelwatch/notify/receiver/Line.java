package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.runtime.PrintableText;

/**
 * One line of a message: a value and the label before it, as plain text. Control characters and marks that reverse text are
 * gone; markup is not, and each format takes care of its own.
 *
 * @param label may be empty
 */
record Line(String label, String value) {
    /** Keeps the first characters of the value, and marks the cut. */
    Line cut(int characters) {
        return characters >= value.codePointCount(0, value.length())
                ? this
                : new Line(label, first(value, characters) + PrintableText.CUT);
    }

    /** The line as plain text. */
    String plain() {
        return label.isEmpty() || value.isEmpty() ? label + value : label + ": " + value;
    }

    /** The first characters of a text; a pair of surrogates is one character. */
    static String first(String text, int characters) {
        int all = text.codePointCount(0, text.length());
        return text.substring(0, text.offsetByCodePoints(0, Math.min(all, Math.max(0, characters))));
    }
}
