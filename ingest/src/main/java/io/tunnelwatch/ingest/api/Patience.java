package io.tunnelwatch.ingest.api;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How long the API asks to be left alone. */
final class Patience {
    private static final Pattern MILLIS = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern TIME_LEFT = Pattern.compile("(?:^|,)\\s*TimeLeft\\s*:\\s*([1-9]\\d{0,8})\\s*(?:,|$)");

    private Patience() {}

    /** Stands on throttled answers only, so it is a proof of throttling. Milliseconds, unlike HTTP's own header of that name. */
    static Optional<Duration> askedFor(HttpHeaders headers) {
        return headers.firstValue("x-acs-retry-after")
                .map(String::strip)
                .filter(it -> MILLIS.matcher(it).matches())
                .map(it -> Duration.ofMillis(Long.parseLong(it)));
    }

    /** Until the quota's window ends, in the older headers, which answers within the quota carry too: no proof of anything. */
    static Optional<Duration> left(HttpHeaders headers) {
        return Stream.of("x-ratelimit-user-api", "x-ratelimit-user")
                .flatMap(name -> headers.allValues(name).stream())
                .map(TIME_LEFT::matcher)
                .filter(Matcher::find)
                .map(it -> Duration.ofMillis(Long.parseLong(it.group(1))))
                .max(Comparator.naturalOrder());
    }
}
