package io.tunnelwatch.sink.packet;

import io.tunnelwatch.runtime.HtmlText;
import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times, lengths of time and states as the page writes them. Times are in UTC, since nobody knows where the file is read. */
final class Words {
    /** Stands for a time that is not known. */
    private static final Instant NEVER = Instant.EPOCH;

    private Words() {}

    /** A time by the second, such as {@code 2026-11-21 08:00:00}. */
    static String time(Instant it) {
        return it.truncatedTo(ChronoUnit.SECONDS).toString().replace('T', ' ').replace("Z", "");
    }

    /** The same as an element that has all of its digits. */
    static String timeElement(@Nullable Instant it) {
        return it == null || it.equals(NEVER) ? "–" : "<time datetime=\"" + it + "\">" + time(it) + "</time>";
    }

    /** A length of time in its two largest units. */
    static String length(Duration it) {
        long seconds = Math.max(0, it.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return two(seconds / 60, " min", seconds % 60, " s");
        }
        return seconds < 172_800
                ? two(seconds / 3_600, " h", seconds % 3_600 / 60, " min")
                : two(seconds / 86_400, " d", seconds % 86_400 / 3_600, " h");
    }

    private static String two(long large, String unit, long small, String smallUnit) {
        return large + unit + (small == 0 ? "" : " " + small + smallUnit);
    }

    /** A shape, a word and a colour, in this order of trust. */
    static String chip(FacetState it) {
        return "<span class=\"chip " + it + "\"><span aria-hidden=\"true\">" + shape(it) + "</span> " + state(it)
                + "</span>";
    }

    private static String shape(FacetState it) {
        return switch (it) {
            case UP -> "●";
            case DEGRADED -> "◆";
            case DOWN -> "▼";
            case NOT_CONFIGURED -> "–";
            case UNKNOWN -> "?";
        };
    }

    static String state(FacetState it) {
        return switch (it) {
            case UP -> "Up";
            case DEGRADED -> "Degraded";
            case DOWN -> "Down";
            case NOT_CONFIGURED -> "Off";
            case UNKNOWN -> "Unknown";
        };
    }

    static String facet(FacetKind it) {
        return switch (it) {
            case SERVICE -> "Service";
            case IPSEC -> "IPsec";
            case BGP -> "BGP";
            case HEALTH_CHECK -> "Health check";
            case REDUNDANCY -> "Redundancy";
            case FRESHNESS -> "Scans";
            case UNKNOWN -> "Unknown facet";
        };
    }

    /** A name of the code in small letters, such as {@code configuration changed}. */
    static String lower(Enum<?> it) {
        return it.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String upperFirst(String it) {
        return it.substring(0, 1).toUpperCase(Locale.ROOT) + it.substring(1);
    }

    /** Where the incident stands. */
    static String standing(AlertIncident it) {
        String lasted = length(Duration.between(it.firedAt(), it.until()));
        return it.isOver()
                ? "Resolved after " + lasted
                : "Still active after " + lasted + ", at " + time(it.until()) + " UTC";
    }

    /** What the alert is about, as people call it. */
    static String subject(Alert it) {
        return it.getContext() == null || it.getContext().getName().isEmpty()
                ? it.getEntity()
                : it.getContext().getName();
    }

    /** Text from anybody, set apart so that it does not turn what stands beside it. */
    static String name(String it) {
        return "<bdi>" + HtmlText.escaped(it) + "</bdi>";
    }

    static String code(String it) {
        return it.isEmpty() ? "–" : "<code>" + HtmlText.escaped(it) + "</code>";
    }
}
