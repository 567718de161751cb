package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * The regions' servers as the cloud names them, fetched once per account on its first call. The call needs an optional
 * permission, vpc:DescribeRegions; its refusal is not logged.
 */
final class RegionDirectory {
    /** Time until a failed call is repeated: one call an hour disturbs no quota. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** Signed requests go to hosts of the cloud only, whatever DescribeRegions answers. */
    private static final Pattern CLOUDS = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?\\.aliyuncs\\.com");

    private final Function<TargetId, Outcome<Map<String, String>>> describeRegions;
    private final Clock clock;
    private final Map<String, Known> byAccount = new ConcurrentHashMap<>();

    /** @param describeRegions fetches the hosts by region for an account */
    RegionDirectory(Function<TargetId, Outcome<Map<String, String>>> describeRegions, Clock clock) {
        this.describeRegions = describeRegions;
        this.clock = clock;
    }

    /** The server of a target's region; empty if the cloud does not name it or has not answered yet. */
    Optional<URI> serverOf(TargetId target) {
        return byAccount
                .computeIfAbsent(target.account(), account -> new Known())
                .hostOf(target)
                .filter(it -> CLOUDS.matcher(it).matches())
                .map(it -> URI.create("https://" + it));
    }

    private final class Known {
        private final AtomicReference<Instant> askAt = new AtomicReference<>(Instant.MIN);
        private volatile Map<String, String> hosts = Map.of();

        Optional<String> hostOf(TargetId target) {
            Instant due = askAt.get();
            Instant now = clock.instant();
            // Concurrent callers do not wait: they use what is known.
            if (!now.isBefore(due) && askAt.compareAndSet(due, now.plus(PATIENCE))) {
                fetch(target);
            }
            return Optional.ofNullable(hosts.get(target.region()));
        }

        private void fetch(TargetId target) {
            if (describeRegions.apply(target) instanceof Answered<Map<String, String>> answered) {
                hosts = Map.copyOf(answered.value());
                askAt.set(Instant.MAX);
            }
        }
    }
}
