package io.tunnelwatch.notify.receiver;

import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.v1.Notification;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The wording of a message: of its one notice, or of a digest that lists several, the most urgent first.
 *
 * @param rank that of the most urgent notice
 * @param isDigest whether each line is a notice, so that those which find no room are counted
 */
record MessageText(String title, Rank rank, List<Line> lines, List<Link> links, boolean isDigest) {
    /** A line of a digest says no more of a notice than this. */
    private static final int DIGEST_SUMMARY = 200;

    /** The beginning of a line that is too short to be of use. */
    private static final int SHORTEST_CUT = 20;

    static MessageText of(Message message, NoticeStyle style) {
        return message.isDigest() ? digest(message, style) : single(message.first(), style);
    }

    private static MessageText single(Notification notice, NoticeStyle style) {
        var text = NoticeText.of(notice, style);
        var lines = new ArrayList<Line>();
        if (!text.summary().isBlank()) {
            lines.add(new Line(Rank.of(notice) == Rank.OVER ? "Outcome" : "What", text.summary()));
        }
        lines.addAll(text.lines());
        return new MessageText(text.title(), Rank.of(notice), lines, text.links(), false);
    }

    private static MessageText digest(Message message, NoticeStyle style) {
        List<Notification> urgentFirst = message.notices().stream()
                .sorted(Comparator.comparing(Rank::of))
                .toList();
        List<Line> lines = urgentFirst.stream()
                .map(it -> new Line(NoticeTitle.of(it), NoticeText.of(it, style).summary()).cut(DIGEST_SUMMARY))
                .toList();
        List<Link> links = style.page()
                .map(it -> List.of(new Link("Open Tunnelwatch", it)))
                .orElse(List.of());
        return new MessageText(counts(message), Rank.of(urgentFirst.get(0)), lines, links, true);
    }

    /** The title of a digest, such as "7 notices: 2 critical, 5 resolved". */
    private static String counts(Message message) {
        var counts = message.notices().stream()
                .collect(Collectors.groupingBy(Rank::of, () -> new EnumMap<>(Rank.class), Collectors.counting()));
        return message.notices().size() + " notices: "
                + counts.entrySet().stream()
                        .map(it -> it.getValue() + " " + it.getKey().words())
                        .collect(Collectors.joining(", "));
    }

    /** The title, cut to so many units of UTF-16, by which the receivers count. */
    String title(int units) {
        int characters = title.codePointCount(0, title.length());
        String cut = title;
        while (cut.length() > units) {
            cut = new Line("", title).cut(--characters).value();
        }
        return cut;
    }

    /**
     * The lines that find room, as a format measures them. The line that does not is cut, or counted if it is a notice.
     *
     * @param room sum of the sizes that the lines may have
     */
    List<Line> fitting(int room, ToIntFunction<Line> size) {
        var fitting = new ArrayList<Line>();
        int left = room;
        for (int i = 0; i < lines.size(); i++) {
            int reserved = i + 1 < lines.size() ? size.applyAsInt(rest(i + 1)) : 0;
            Line line = lines.get(i);
            if (size.applyAsInt(line) + reserved > left) {
                fitting.add(isDigest ? rest(i) : shortened(line, left, size));
                return fitting;
            }
            fitting.add(line);
            left -= size.applyAsInt(line);
        }
        return fitting;
    }

    /** The same message, each of its lines cut to this size. */
    MessageText linesWithin(int room, ToIntFunction<Line> size) {
        List<Line> cut = lines.stream()
                .map(it -> size.applyAsInt(it) > room ? shortened(it, room, size) : it)
                .toList();
        return new MessageText(title, rank, cut, links, isDigest);
    }

    /** The line in the place of all lines from this one on. */
    private Line rest(int from) {
        return new Line("", isDigest ? "and " + (lines.size() - from) + " more" : PrintableText.CUT);
    }

    private Line shortened(Line line, int room, ToIntFunction<Line> size) {
        int fits = 0;
        int tooLong = line.value().codePointCount(0, line.value().length());
        while (tooLong - fits > 1) {
            int middle = (fits + tooLong) / 2;
            if (size.applyAsInt(line.cut(middle)) <= room) {
                fits = middle;
            } else {
                tooLong = middle;
            }
        }
        return fits >= SHORTEST_CUT ? line.cut(fits) : rest(lines.indexOf(line));
    }
}
