package io.tunnelwatch.ingest.api;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** The difference between this machine's clock and the cloud's, by the Date header that every answer carries. */
final class ClockSkew {
    /**
     * The cloud tolerates fifteen minutes or more; a smaller difference may come from the network and the header's resolution
     * of seconds.
     */
    private static final Duration NOTABLE = Duration.ofMinutes(5);

    private ClockSkew() {}

    /** The difference in words, if it is large enough for the cloud to refuse calls. */
    static Optional<String> notable(HttpHeaders headers, Instant now) {
        return of(headers, now)
                .filter(ahead -> ahead.abs().compareTo(NOTABLE) > 0)
                .map(ahead -> "the clock of this machine is " + words(ahead.abs())
                        + (ahead.isNegative() ? " behind" : " ahead of") + " the cloud's: set it right");
    }

    /** The time by which this machine is ahead, to the second; empty if the answer has no date. */
    static Optional<Duration> of(HttpHeaders headers, Instant now) {
        return headers.firstValue("date").flatMap(ClockSkew::parse).map(theirs -> Duration.between(theirs, now));
    }

    private static Optional<Instant> parse(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static String words(Duration skew) {
        long minutes = skew.plusSeconds(30).toMinutes();
        if (minutes < 120) {
            return minutes + " minutes";
        }
        long hours = skew.plusMinutes(30).toHours();
        return hours < 48 ? hours + " hours" : skew.plusHours(12).toDays() + " days";
    }
}
