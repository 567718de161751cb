package io.tunnelwatch.notify.receiver;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A message in the markdown of DingTalk and WeCom: title, lines, links, and the name of the sender. */
final class ChatMarkdown {
    /** Robots with the security setting "keyword" refuse a message that lacks the word; operators can rely on this one. */
    private static final String SENDER = "Tunnelwatch";

    /** Two line breaks begin a paragraph in both languages; one is nothing to DingTalk. */
    private static final String BREAK = "\n\n";

    private ChatMarkdown() {}

    /**
     * Writes the message.
     *
     * @param room limit of its size
     * @param size the size of a part of it
     */
    static String of(MessageText text, int room, ToIntFunction<String> size) {
        String head = "### " + ChatMarkup.markdown(text.title());
        List<String> tail = Stream.of(ChatMarkup.markdown(text.links()), SENDER)
                .filter(it -> !it.isEmpty())
                .toList();
        int left = room - size.applyAsInt(head + BREAK + String.join(BREAK, tail));
        Stream<String> lines = text.fitting(left, it -> size.applyAsInt(BREAK + ChatMarkup.markdown(it))).stream()
                .map(ChatMarkup::markdown);
        return Stream.of(Stream.of(head), lines, tail.stream())
                .flatMap(it -> it)
                .collect(Collectors.joining(BREAK));
    }
}
