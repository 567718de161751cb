package io.tunnelwatch.sink.packet;

import io.tunnelwatch.runtime.HtmlText;
import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.sink.model.CommandCover;
import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.NotificationOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The incident as a picture in SVG: a lane for each facet, and lanes of marks for changes, commands and notices, over one axis of
 * time. States differ in height and pattern, not in colour alone.
 */
final class Picture {
    private static final int WIDTH = 1_000;
    private static final int LABEL = 190;
    private static final int LANE = 24;
    private static final int BAR = 16;
    private static final int HEAD = 44;

    /** Names of moments that are nearer to each other stand together. */
    private static final int NEAR = 44;

    /** A shorter interval cannot be seen. */
    private static final double NARROWEST = 2;

    private final Packet packet;
    private final Axis axis;
    private final List<String> drawn = new ArrayList<>();
    private int top = HEAD;

    Picture(Packet packet) {
        this.packet = packet;
        this.axis = new Axis(packet.from(), packet.to(), LABEL, WIDTH - 4);
    }

    String svg() {
        drawn.clear();
        top = HEAD;
        var lanes = new ArrayList<Runnable>();
        packet.lanes().items().forEach(it -> lanes.add(() -> lane(it)));
        if (changed().findAny().isPresent()) {
            lanes.add(this::changes);
        }
        packet.covers().items().stream()
                .map(it -> it.command().getType())
                .distinct()
                .sorted()
                .forEach(it -> lanes.add(() -> covers(it)));
        if (told().findAny().isPresent()) {
            lanes.add(this::notices);
        }
        int height = HEAD + lanes.size() * LANE + 6;
        moments(height);
        axis(height);
        lanes.forEach(it -> {
            it.run();
            top += LANE;
        });
        return "<svg viewBox=\"0 0 " + WIDTH + " " + height + "\" role=\"img\" aria-label=\""
                + HtmlText.escaped(description()) + "\" xmlns=\"http://www.w3.org/2000/svg\">\n"
                + "<defs><pattern id=\"hatch\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\""
                + " patternTransform=\"rotate(45)\"><rect class=\"hatch-ground\" width=\"6\" height=\"6\"/>"
                + "<rect class=\"hatch-line\" width=\"2\" height=\"6\"/></pattern>"
                + "<clipPath id=\"labels\"><rect x=\"0\" y=\"0\" width=\"" + (LABEL - 8) + "\" height=\"" + height
                + "\"/></clipPath></defs>\n"
                + String.join("\n", drawn) + "\n</svg>";
    }

    private String description() {
        return "Timeline from " + Words.time(packet.from()) + " to " + Words.time(packet.to())
                + " UTC, a lane for each facet. " + Words.standing(packet.incident())
                + ". The table below tells the same.";
    }

    private void axis(int height) {
        for (Axis.Tick it : axis.ticks()) {
            drawn.add("<line class=\"grid\" x1=\"" + number(it.x()) + "\" x2=\"" + number(it.x()) + "\" y1=\""
                    + (HEAD - 6) + "\" y2=\"" + height + "\"/>");
            text(it.x(), HEAD - 11, it.x() > WIDTH - 20 ? "end" : "middle", "tick", it.label());
        }
    }

    /** The span of the incident as a shade, and its moments as lines with names. */
    private void moments(int height) {
        AlertIncident it = packet.incident();
        double since = axis.x(it.since());
        double fired = axis.x(it.firedAt());
        double until = axis.x(it.until());
        drawn.add("<rect class=\"shade\" x=\"" + number(since) + "\" y=\"" + (HEAD - 6) + "\" width=\""
                + number(Math.max(NARROWEST, until - since)) + "\" height=\"" + (height - HEAD + 6) + "\"/>");
        line(since, height, "seen");
        line(fired, height, "fired");
        if (it.isOver()) {
            line(until, height, "resolved");
        }
        boolean isNear = fired - since < NEAR;
        if (!isNear) {
            name(since, "seen");
        }
        if (it.isOver() && until - fired >= NEAR) {
            name(fired, isNear ? "seen · fired" : "fired");
            name(until, "resolved");
        } else {
            name(fired, (isNear ? "seen · fired" : "fired") + (it.isOver() ? " · resolved" : ""));
        }
    }

    /** The name of a moment, to the right of its line; near the edge, to the left. */
    private void name(double x, String name) {
        boolean isAtTheEdge = x > WIDTH - 3 * NEAR;
        text(isAtTheEdge ? x + 3 : x - 3, 12, isAtTheEdge ? "end" : "start", "moment", name);
    }

    private void line(double x, int height, String name) {
        drawn.add("<line class=\"moment " + name + "\" x1=\"" + number(x) + "\" x2=\"" + number(x)
                + "\" y1=\"16\" y2=\"" + height + "\"/>");
    }

    private void lane(Packet.Lane lane) {
        label(lane.name() + " · " + Words.facet(lane.facet()), lane.name() + " " + lane.entity());
        // Short outages matter most: they are drawn last.
        lane.intervals().items().stream()
                .sorted(Comparator.comparingInt(it -> rank(it.label().state())))
                .forEach(this::interval);
    }

    private static int rank(FacetState it) {
        return switch (it) {
            case UP, NOT_CONFIGURED -> 0;
            case UNKNOWN -> 1;
            case DEGRADED -> 2;
            case DOWN -> 3;
        };
    }

    private void interval(TimelineInterval it) {
        FacetState state = it.label().state();
        boolean isLow = state == FacetState.UP || state == FacetState.NOT_CONFIGURED;
        double left = axis.x(it.from());
        double right = axis.x(it.to() == null ? packet.to() : it.to());
        bar("part " + state, left, right, isLow ? BAR / 3.0 : 0, isLow ? BAR / 3.0 : BAR, title(it));
    }

    private static String title(TimelineInterval it) {
        return Words.state(it.label().state()) + " " + it.label().reason() + " from " + Words.time(it.from())
                + (it.to() == null
                        ? ""
                        : " to " + Words.time(it.to()) + ", " + Words.length(Duration.between(it.from(), it.to())));
    }

    private void changes() {
        label("Configuration", "Changes of the configuration");
        changed().forEach(it -> {
            Instant at = it.at();
            if (at != null) {
                mark(axis.x(at), "change", "m-5 0l5 -6l5 6l-5 6z", Words.lower(it.kind()) + " " + Words.time(at));
            }
        });
    }

    /** The changes within the time that is shown; the table has earlier ones. */
    private Stream<Packet.Change> changed() {
        return packet.changes().items().stream()
                .filter(it -> it.at() != null && !it.at().isBefore(packet.from()));
    }

    private void covers(CommandType type) {
        label(Words.upperFirst(Words.lower(type)), "Time that was covered by: " + Words.lower(type));
        for (CommandCover cover : packet.covers().items()) {
            cover.spans().stream()
                    .filter(it -> cover.command().getType() == type)
                    .forEach(it -> bar(
                            "cover",
                            axis.x(it.from()),
                            axis.x(it.to()),
                            4,
                            BAR - 8.0,
                            Words.lower(cover.command().getType()) + " "
                                    + cover.command().getCommandId()));
        }
    }

    private void notices() {
        label("Notices", "Notices that a destination took, or that it did not take");
        told().forEach(it -> mark(
                axis.x(it.at()),
                it.outcome() == NotificationOutcome.DELIVERED ? "told" : "failed",
                "m-5 -5h10l-5 10z",
                Words.lower(it.outcome()) + " " + String.join(", ", it.destinations()) + " " + Words.time(it.at())));
    }

    /** The answers of destinations, as far as they lie in the time that is shown. */
    private Stream<NoticeRecord> told() {
        return packet.notices().items().stream()
                .filter(it -> !it.isDecision()
                        && !it.at().isAfter(packet.to())
                        && !it.at().isBefore(packet.from()));
    }

    private void label(String text, String whole) {
        drawn.add("<g clip-path=\"url(#labels)\"><title>" + HtmlText.escaped(whole) + "</title>");
        text(0, top + BAR - 3.0, "start", "label", text);
        drawn.add("</g>");
    }

    private void bar(String name, double left, double right, double down, double high, String title) {
        drawn.add("<rect class=\"" + name + "\" x=\"" + number(Math.min(left, WIDTH - 4 - NARROWEST)) + "\" y=\""
                + number(top + down) + "\" width=\"" + number(Math.max(NARROWEST, right - left)) + "\" height=\""
                + number(high) + "\"><title>" + HtmlText.escaped(title) + "</title></rect>");
    }

    private void mark(double x, String name, String path, String title) {
        drawn.add("<path class=\"mark " + name + "\" d=\"M" + number(x) + " " + (top + BAR / 2) + path + "\"><title>"
                + HtmlText.escaped(title) + "</title></path>");
    }

    private void text(double x, double y, String anchor, String name, String text) {
        drawn.add("<text class=\"" + name + "\" x=\"" + number(x) + "\" y=\"" + number(y) + "\" text-anchor=\"" + anchor
                + "\">" + HtmlText.escaped(text) + "</text>");
    }

    static String number(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
