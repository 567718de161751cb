package io.tunnelwatch.ingest.api;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pauses that the API asks for in response headers. */
final class RetryAfter {
    private static final Pattern MILLIS = Pattern.compile("[1-9]\\d{0,8}");
    private static final Pattern TIME_LEFT = Pattern.compile("(?:^|,)\\s*TimeLeft\\s*:\\s*([1-9]\\d{0,8})\\s*(?:,|$)");

    private RetryAfter() {}

    /**
     * The pause asked for by x-acs-retry-after, in milliseconds, unlike HTTP's Retry-After. Only throttled answers have it, so
     * it proves throttling.
     */
    static Optional<Duration> requested(HttpHeaders headers) {
        return headers.firstValue("x-acs-retry-after")
                .map(String::strip)
                .filter(it -> MILLIS.matcher(it).matches())
                .map(it -> Duration.ofMillis(Long.parseLong(it)));
    }

    /** The rest of the quota's window, by the older headers. Answers within the quota carry them too, so they prove nothing. */
    static Optional<Duration> quotaReset(HttpHeaders headers) {
        return Stream.of("x-ratelimit-user-api", "x-ratelimit-user")
                .flatMap(name -> headers.allValues(name).stream())
                .map(TIME_LEFT::matcher)
                .filter(Matcher::find)
                .map(it -> Duration.ofMillis(Long.parseLong(it.group(1))))
                .max(Comparator.naturalOrder());
    }
}
