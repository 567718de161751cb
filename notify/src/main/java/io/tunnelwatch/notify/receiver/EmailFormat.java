package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.schemas.topics.ShortHash;
import io.tunnelwatch.v1.Notification;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Formats notices as mail: plain text, and the same as a small HTML page without images, styles or links of others. All mails about
 * one alert refer to one root, by which mail programs join them.
 */
public final class EmailFormat {
    /** Mail servers often allow a sender some thirty messages a minute. */
    public static final RateLimit LIMIT = new RateLimit(30, Duration.ofMinutes(1), 50);

    /** Room for a full digest; a mail may be longer, but nobody reads it. */
    private static final int ROOM = 50_000;

    private static final int LONGEST_SUBJECT = 200;

    private final String domain;
    private final NoticeStyle style;

    /**
     * Writes the mails of one sender.
     *
     * @param domain right side of the Message-IDs: the domain of the sender's address
     */
    public EmailFormat(String domain, NoticeStyle style) {
        this.domain = domain;
        this.style = style;
    }

    public Email email(Message message) {
        var text = MessageText.of(message, style);
        List<Line> lines = text.fitting(ROOM, it -> it.plain().getBytes(StandardCharsets.UTF_8).length);
        String ids =
                message.notices().stream().map(Notification::getNotificationId).collect(Collectors.joining(" "));
        Optional<String> thread = message.isDigest()
                ? Optional.empty()
                : Optional.of(id("alert", message.first().getFingerprint()));
        return new Email(
                id("notice", ids),
                thread,
                text.title(LONGEST_SUBJECT),
                plain(text, lines),
                html(text, lines),
                text.rank() == Rank.CRITICAL);
    }

    private static String plain(MessageText text, List<Line> lines) {
        Stream<String> links = text.links().stream().map(it -> it.text() + ": " + it.address());
        return Stream.of(Stream.of(text.title()), lines.stream().map(Line::plain), links)
                .flatMap(it -> it)
                .collect(Collectors.joining("\r\n\r\n", "", "\r\n"));
    }

    private static String html(MessageText text, List<Line> lines) {
        var html = new StringBuilder("<!DOCTYPE html>\r\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>")
                .append(ChatMarkup.html(text.title()))
                .append("</title></head><body>\r\n<h2>")
                .append(ChatMarkup.html(text.title()))
                .append("</h2>\r\n");
        lines.forEach(it -> html.append("<p>")
                .append(it.label().isEmpty() ? "" : "<b>" + ChatMarkup.html(it.label()) + ":</b> ")
                .append(ChatMarkup.html(it.value()))
                .append("</p>\r\n"));
        text.links().forEach(it -> html.append("<p><a href=\"")
                .append(ChatMarkup.html(it.address().toASCIIString()))
                .append("\">")
                .append(it.text())
                .append("</a></p>\r\n"));
        return html.append("</body></html>\r\n").toString();
    }

    /** A Message-ID made of a hash, whatever the text is. */
    private String id(String kind, String of) {
        return "<" + kind + "." + ShortHash.of(of, 16) + "@" + domain + ">";
    }
}
