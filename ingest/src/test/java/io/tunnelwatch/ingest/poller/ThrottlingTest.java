package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Twenty targets of a cloud that refuses every call for ten minutes; the clock is moved by hand. */
class ThrottlingTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration STORM = Duration.ofMinutes(10);
    private static final int TARGETS = 20;

    private final ManualClock clock = new ManualClock();
    private final FakeCloud cloud = new FakeCloud();
    private final Map<TargetId, List<Instant>> calls = new HashMap<>();
    private final Map<TargetId, Instant> complete = new HashMap<>();
    private final PriorityQueue<Due> queue = new PriorityQueue<>(Comparator.comparing(Due::at));

    private record Due(Instant at, TargetPoller poller) {}

    @ParameterizedTest
    @CsvSource({
        "THROTTLED, 429, Throttling, 0",
        "THROTTLED, 400, Throttling.User, 5000",
        "THROTTLED, 503, ServiceUnavailable, 55000",
        "SERVER, 503, ServiceUnavailable, 0",
        "SERVER, 503, ServiceUnavailable, 20000",
        "DENIED, 403, Forbidden.RAM, 0"
    })
    @Tag("F-07")
    void shouldNotAddToAStormAndBeBackWithinTwoIntervals(
            FailureClass failureClass, int status, String code, long retryAfterMillis) {
        // Given
        hold();
        runUntil(clock.instant().plus(STORM));
        double usual = perMinute(clock.instant().minus(STORM));
        Optional<Duration> asked =
                retryAfterMillis == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfterMillis));
        cloud.failure = Optional.of(new Failed<>(failureClass, status, code, "busy", "id", asked));
        Instant began = clock.instant();
        // When
        runUntil(began.plus(STORM));
        // Then
        double inStorm = perMinute(began);
        // No more often than the poll interval, except for the first quick retries.
        assertThat(inStorm).isBetween(0.5, 3.0);
        calls.values()
                .forEach(it -> asked.ifPresent(
                        pause -> assertThat(pauses(it, began)).allMatch(between -> between.compareTo(pause) >= 0)));
        // When
        cloud.failure = Optional.empty();
        Instant ended = clock.instant();
        runUntil(ended.plus(INTERVAL.multipliedBy(3)));
        // Then
        Duration longest = calls.keySet().stream()
                .map(it -> Duration.between(ended, firstComplete(it, ended)))
                .max(Comparator.naturalOrder())
                .orElseThrow();
        System.out.printf(
                "F-07 %s %s, asked to wait %d ms: %.2f calls a minute and target before, %.2f in the storm; all back after"
                        + " %.1f s%n",
                status, code, retryAfterMillis, usual, inStorm, longest.toMillis() / 1000.0);
        assertThat(longest).isLessThanOrEqualTo(Duration.ofSeconds(75));
    }

    private void hold() {
        cloud.putMany(40);
        IntStream.range(0, TARGETS).forEach(it -> {
            TargetPoller poller = poller(new TargetId("1", "region-" + it));
            queue.add(new Due(poller.firstDue(), poller));
        });
    }

    private void runUntil(Instant end) {
        while (queue.element().at().isBefore(end)) {
            Due due = queue.remove();
            clock.set(due.at());
            queue.add(new Due(due.poller().poll(), due.poller()));
        }
        clock.set(end);
    }

    private double perMinute(Instant from) {
        long made = calls.values().stream()
                .flatMap(List::stream)
                .filter(it -> !it.isBefore(from))
                .count();
        return made / (double) STORM.toMinutes() / TARGETS;
    }

    private static List<Duration> pauses(List<Instant> made, Instant from) {
        var pauses = new ArrayList<Duration>();
        for (int i = 1; i < made.size(); i++) {
            if (!made.get(i - 1).isBefore(from)) {
                pauses.add(Duration.between(made.get(i - 1), made.get(i)));
            }
        }
        assertThat(pauses).isNotEmpty();
        return pauses;
    }

    private Instant firstComplete(TargetId target, Instant from) {
        assertThat(complete).containsKey(target);
        Instant at = complete.getOrDefault(target, Instant.MAX);
        assertThat(at).isAfterOrEqualTo(from);
        return at;
    }

    private TargetPoller poller(TargetId target) {
        var listener = new NoPollListener() {
            @Override
            public void scanned(TargetId scanned, Scan scan) {
                if (scan instanceof Scan.CompleteScan) {
                    if (cloud.failure.isEmpty()) {
                        complete.putIfAbsent(scanned, clock.instant());
                    }
                } else {
                    complete.remove(scanned);
                }
            }
        };
        var counted = new DelegatingVpnApi(() -> cloud) {
            @Override
            public Outcome<ListingPage> connections(TargetId of, int page, int pageSize) {
                calls.computeIfAbsent(of, it -> new ArrayList<>()).add(clock.instant());
                return super.connections(of, page, pageSize);
            }
        };
        var options = new PollOptions(INTERVAL, Duration.ofMinutes(15), Duration.ofSeconds(5), 0.2, false, false);
        return new TargetPoller(
                target,
                options,
                counted,
                new OwnedPartition(0, new FakeObservationLog()),
                listener,
                clock,
                new Random(7));
    }
}
