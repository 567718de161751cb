package io.tunnelwatch.app.console;

import io.tunnelwatch.runtime.PrintableText;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A picture of some time in characters: a line for each subject, and a character for each slice of the time. The most urgent
 * thing of a slice shows, so that nothing is too short to be seen. Only a terminal gets one: in a pipe it would be in the way.
 */
public final class Timeline {
    private static final String BETWEEN = "  ";

    /** A picture of fewer slices says nothing. */
    private static final int FEWEST_SLICES = 16;

    /** A slice more would only be a longer way for the eye. */
    private static final int MOST_SLICES = 160;

    private final Instant from;
    private final Instant to;
    private final List<Lane> lanes;
    private final String footnote;

    /** The things that a lane may show, the least urgent first, with a character for any terminal. */
    public enum Ink {
        UP('▁', '_', "up"),
        FIRING('─', '-', "fires"),
        UNKNOWN('░', '?', "unknown"),
        HELD('▒', '~', "held"),
        DEGRADED('▄', '=', "degraded"),
        DOWN('█', '#', "down"),
        SENT('▲', '^', "notice sent");

        private final char block;
        private final char plain;
        private final String meaning;

        Ink(char block, char plain, String meaning) {
            this.block = block;
            this.plain = plain;
            this.meaning = meaning;
        }

        private char on(Terminal terminal) {
            return terminal.isUnicode() ? block : plain;
        }
    }

    /** A time in one ink, or a moment if both ends are the same. */
    public record Span(Instant from, Instant to, Ink ink) {
        public static Span moment(Instant at, Ink ink) {
            return new Span(at, at, ink);
        }

        public boolean isMoment() {
            return from.equals(to);
        }
    }

    /** A line of the picture. */
    public record Lane(String label, List<Span> spans) {
        public Lane {
            label = PrintableText.value(label);
            spans = List.copyOf(spans);
        }
    }

    public Timeline(Instant from, Instant to, List<Lane> lanes) {
        this(from, to, lanes, "");
    }

    /** @param footnote a sentence below the picture; empty if there is none */
    public Timeline(Instant from, Instant to, List<Lane> lanes, String footnote) {
        this.from = from;
        this.to = to;
        this.lanes = List.copyOf(lanes);
        this.footnote = footnote;
    }

    /** Prints the picture as wide as the terminal; nothing if there is nothing to see, or no terminal that has room for it. */
    public void print(PrintWriter out, Terminal terminal, Times times) {
        int longest =
                lanes.stream().mapToInt(it -> CellWidth.of(it.label())).max().orElse(0);
        int label = Math.min(longest, terminal.columns() / 2);
        int slices = Math.min(MOST_SLICES, terminal.columns() - label - BETWEEN.length());
        if (!terminal.isInteractive() || slices < FEWEST_SLICES || lanes.isEmpty() || !to.isAfter(from)) {
            return;
        }
        out.println();
        printEnds(out, label, slices, times);
        lanes.forEach(it -> out.println(padded(it.label(), label) + drawn(it, slices, terminal)));
        printLegend(out, label, terminal);
        if (!footnote.isEmpty()) {
            out.println(footnote);
        }
        out.flush();
    }

    /** The times of both ends, as far as there is room. */
    private void printEnds(PrintWriter out, int label, int slices, Times times) {
        String first = times.staying(from);
        String last = times.staying(to);
        int room = slices - first.length() - last.length();
        out.println(" ".repeat(label) + BETWEEN + (room < 1 ? first : first + " ".repeat(room) + last));
    }

    private static String padded(String text, int cells) {
        String cut = CellWidth.cut(text, cells);
        return cut + " ".repeat(cells - CellWidth.of(cut)) + BETWEEN;
    }

    private String drawn(Lane lane, int slices, Terminal terminal) {
        var inks = new Ink[slices];
        for (Span it : lane.spans()) {
            boolean isOutside = it.from().isAfter(to)
                    || it.to().isBefore(from)
                    || (!it.isMoment() && !(it.from().isBefore(to) && it.to().isAfter(from)));
            if (!isOutside) {
                int first = slice(it.from(), slices);
                int last = it.isMoment() ? first : Math.max(first, slice(it.to().minusNanos(1), slices));
                for (int i = first; i <= last; i++) {
                    inks[i] = inks[i] == null || inks[i].compareTo(it.ink()) < 0 ? it.ink() : inks[i];
                }
            }
        }
        var line = new StringBuilder();
        for (Ink ink : inks) {
            line.append(ink == null ? ' ' : ink.on(terminal));
        }
        return line.toString().stripTrailing();
    }

    private int slice(Instant time, int slices) {
        double share = (double) Duration.between(from, time).toMillis()
                / Duration.between(from, to).toMillis();
        return (int) Math.max(0, Math.min(slices - 1, Math.floor(share * slices)));
    }

    /** The meanings of the inks below the picture, further to the left if there is no room. */
    private void printLegend(PrintWriter out, int label, Terminal terminal) {
        var used = EnumSet.noneOf(Ink.class);
        lanes.forEach(lane -> lane.spans().forEach(it -> used.add(it.ink())));
        String legend =
                used.stream().map(it -> it.on(terminal) + " " + it.meaning).collect(Collectors.joining(BETWEEN));
        int room = Math.max(0, terminal.columns() - CellWidth.of(legend));
        out.println(" ".repeat(Math.min(room, label + BETWEEN.length())) + CellWidth.cut(legend, terminal.columns()));
    }
}
