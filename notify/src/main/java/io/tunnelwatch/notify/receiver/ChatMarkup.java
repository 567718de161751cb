package io.tunnelwatch.notify.receiver;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Text for the small languages of chat programs. They have no escape character that all their clients know, so that a character
 * which could begin markup becomes its full-width form: it looks alike and means nothing.
 */
final class ChatMarkup {
    private static final String MARKUP = "*`~\\";
    private static final String MARKDOWN = MARKUP + "[]<>|#";

    /** From here on, Unicode repeats the visible characters of ASCII in full width. */
    private static final int FULL_WIDTH = '！' - '!';

    private ChatMarkup() {}

    /** Text within the markdown of DingTalk and WeCom: no link, image, mention, colour, quote or emphasis. */
    static String markdown(String text) {
        return widened(text, MARKDOWN).replace("://", ":／／").replaceAll("&(?=#|[A-Za-z]{2,8};)", "＆");
    }

    /** Text within Slack's mrkdwn, where the three special characters are written as entities. */
    static String slack(String text) {
        return widened(text, MARKUP).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** Text within HTML, and within its attributes. */
    static String html(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    /** A line in markdown. */
    static String markdown(Line line) {
        String value = markdown(line.value());
        return line.label().isEmpty() ? value : "**" + markdown(line.label()) + ":** " + value;
    }

    /** The links of a message in markdown. */
    static String markdown(List<Link> links) {
        return links.stream()
                .map(it -> "[" + it.text() + "]("
                        + it.address().toASCIIString().replace("(", "%28").replace(")", "%29") + ")")
                .collect(Collectors.joining(" | "));
    }

    /** An underscore within a word is no markup, and names are full of them. */
    private static String widened(String text, String markup) {
        return text.codePoints()
                .map(it -> it < 128 && markup.indexOf(it) >= 0 ? it + FULL_WIDTH : it)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .replaceAll("(?<![\\p{L}\\p{N}])_|_(?![\\p{L}\\p{N}])", "＿");
    }
}
