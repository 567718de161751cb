package io.tunnelwatch.app.replay;

import io.tunnelwatch.app.console.CellWidth;
import io.tunnelwatch.runtime.HtmlText;
import io.tunnelwatch.runtime.PrintableText;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/**
 * A picture in SVG: a row for each alert, a bar for each of its outages, and marks for the moments of notices, above the bar as
 * set and below it as tried. The marks differ in shape, place and colour.
 */
final class ComparisonPicture {
    private static final int WIDTH = 1_200;
    private static final int LABEL = 330;
    private static final int ROW = 34;
    private static final int HEAD = 46;
    private static final int TICKS = 6;
    private static final int LABEL_CELLS = 46;

    /** A shorter outage is not to be seen. */
    private static final double NARROWEST = 2;

    /** A longer picture says no more than the table below it. */
    private static final int MOST_ROWS = 200;

    private final List<ToldOutage> outages;
    private final Instant from;
    private final Instant to;
    private final List<String> drawn = new ArrayList<>();

    ComparisonPicture(List<ToldOutage> outages, Instant from, Instant to) {
        this.outages = outages;
        this.from = from;
        this.to = to;
    }

    String svg() {
        var rows = new LinkedHashMap<String, List<ToldOutage>>();
        outages.forEach(it -> rows.computeIfAbsent(it.alert().getFingerprint(), unused -> new ArrayList<>())
                .add(it));
        int shown = Math.min(MOST_ROWS, rows.size());
        int height = HEAD + shown * ROW + 8;
        drawn.clear();
        legend();
        axis(height);
        int top = HEAD;
        for (List<ToldOutage> row : rows.values().stream().limit(MOST_ROWS).toList()) {
            row(row, top);
            top += ROW;
        }
        String more =
                rows.size() > shown ? "<p>" + (rows.size() - shown) + " more alerts are in the table only.</p>" : "";
        return "<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" width=\"" + WIDTH + "\" height=\"" + height
                + "\" role=\"img\" aria-label=\"Outages, with the notices as set above each bar and as tried below it\""
                + " xmlns=\"http://www.w3.org/2000/svg\">\n" + String.join("\n", drawn) + "\n</svg>" + more;
    }

    private void legend() {
        mark(LABEL + 6, 4, true, "");
        text(LABEL + 16, 13, "start", "notice as set");
        mark(LABEL + 126, 13, false, "");
        text(LABEL + 136, 13, "start", "notice as tried");
        drawn.add("<rect class=\"outage\" x=\"" + (LABEL + 246) + "\" y=\"5\" width=\"16\" height=\"8\"/>");
        text(LABEL + 268, 13, "start", "outage");
    }

    private void axis(int height) {
        for (int i = 0; i <= TICKS; i++) {
            Instant time = from.plus(Duration.between(from, to).dividedBy(TICKS).multipliedBy(i));
            double x = x(time);
            drawn.add("<line class=\"line\" x1=\"" + number(x) + "\" y1=\"" + (HEAD - 10) + "\" x2=\"" + number(x)
                    + "\" y2=\"" + height + "\"/>");
            String at = time.truncatedTo(ChronoUnit.MINUTES)
                    .toString()
                    .substring(5, 16)
                    .replace('T', ' ');
            text(x, HEAD - 15, i == 0 ? "start" : i == TICKS ? "end" : "middle", at + (i == TICKS ? " UTC" : ""));
        }
    }

    private void row(List<ToldOutage> row, int top) {
        ToldOutage first = row.get(0);
        String label = first.alert().getRule() + " "
                + (first.name().isEmpty() ? first.alert().getEntity() : first.name());
        drawn.add("<g><title>"
                + HtmlText.escaped(first.alert().getRule() + " " + first.alert().getEntity() + " " + first.name())
                + "</title>");
        text(0, top + ROW / 2.0 + 4, "start", CellWidth.cut(PrintableText.value(label), LABEL_CELLS));
        drawn.add("</g>");
        row.forEach(it -> outage(it, top + ROW / 2));
    }

    private void outage(ToldOutage it, int middle) {
        double left = x(it.since());
        double right = it.until() == null ? WIDTH : x(it.until());
        drawn.add("<rect class=\"outage\" x=\"" + number(left) + "\" y=\"" + (middle - 4) + "\" width=\""
                + number(Math.max(NARROWEST, right - left)) + "\" height=\"8\"><title>" + it.since() + " to "
                + (it.until() == null ? "now" : it.until()) + "</title></rect>");
        it.asSet().notices().forEach(at -> mark(x(at), middle - 13, true, "as set: " + at));
        it.tried().notices().forEach(at -> mark(x(at), middle + 13, false, "tried: " + at));
    }

    /** A triangle that points to the bar, from above or from below. */
    private void mark(double x, int y, boolean isSet, String title) {
        int tip = isSet ? y + 8 : y - 8;
        drawn.add("<path class=\"" + (isSet ? "set" : "tried") + "\" d=\"M" + number(x - 4) + " " + y + "H"
                + number(x + 4) + "L" + number(x) + " " + tip + "Z\">"
                + (title.isEmpty() ? "" : "<title>" + title + "</title>") + "</path>");
    }

    private void text(double x, double y, String anchor, String text) {
        drawn.add("<text x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor + "\">"
                + HtmlText.escaped(text) + "</text>");
    }

    private double x(Instant time) {
        double share = (double) Duration.between(from, time).toMillis()
                / Duration.between(from, to).toMillis();
        return LABEL + Math.max(0, Math.min(1, share)) * (WIDTH - LABEL - 8);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
