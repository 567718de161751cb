package io.tunnelwatch.runtime;

import java.util.List;
import java.util.stream.Collectors;

/** Text from anybody in a page: nothing in it is markup, and nothing in it is invisible or turns the text beside it. */
public final class HtmlText {
    private HtmlText() {}

    /** The text without anything that a browser would obey. */
    public static String escaped(String text) {
        return PrintableText.sentence(text)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /**
     * A row of a table.
     *
     * @param tag of the cells: {@code td} or {@code th}
     */
    public static String row(String tag, List<String> cells) {
        return cells.stream()
                .map(it -> "<" + tag + ">" + escaped(it) + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }
}
