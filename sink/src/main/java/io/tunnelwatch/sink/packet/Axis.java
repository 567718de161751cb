package io.tunnelwatch.sink.packet;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** An axis of time with round ticks, in UTC. */
final class Axis {
    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(3),
            Duration.ofHours(6),
            Duration.ofHours(12),
            Duration.ofDays(1),
            Duration.ofDays(2),
            Duration.ofDays(7),
            Duration.ofDays(14),
            Duration.ofDays(30));

    /** More labels would touch one another. */
    private static final int MOST_TICKS = 9;

    private static final DateTimeFormatter HOUR =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Instant from;
    private final Instant to;
    private final double left;
    private final double right;

    /** A place on the axis, and what stands there. */
    record Tick(double x, String label) {}

    /** @param left place of the beginning, and {@code right} that of the end */
    Axis(Instant from, Instant to, double left, double right) {
        this.from = from;
        this.to = to;
        this.left = left;
        this.right = right;
    }

    /** The place of a time; one that lies outside is put at the nearer end. */
    double x(Instant time) {
        double span = Math.max(1, Duration.between(from, to).toMillis());
        double share = Duration.between(from, time).toMillis() / span;
        return left + Math.max(0, Math.min(1, share)) * (right - left);
    }

    List<Tick> ticks() {
        long span = Duration.between(from, to).toMillis();
        long step = STEPS.stream()
                .mapToLong(Duration::toMillis)
                .filter(it -> span / it <= MOST_TICKS)
                .findFirst()
                .orElse(Math.max(1, span));
        var ticks = new ArrayList<Tick>();
        long first = -Math.floorDiv(-from.toEpochMilli(), step) * step;
        String day = "";
        for (long at = first; at <= to.toEpochMilli(); at += step) {
            Instant time = Instant.ofEpochMilli(at);
            String today = DAY.format(time).substring(0, 5);
            ticks.add(new Tick(x(time), today.equals(day) ? HOUR.format(time) : DAY.format(time)));
            day = today;
        }
        return ticks;
    }
}
