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
 * The servers of the regions as the cloud names them. Asked for once for each account, on its first call. It needs a
 * permission of its own, vpc:DescribeRegions, that nobody has to give: refused, it is not spoken of.
 */
final class RegionDirectory {
    /** For one more call an hour nobody is missed. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    /** What is signed goes to the cloud only, whoever answered. */
    private static final Pattern CLOUDS = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,200}[a-z0-9])?\\.aliyuncs\\.com");

    private final Function<Target, Outcome<Map<String, String>>> describeRegions;
    private final Clock clock;
    private final Map<String, Known> byAccount = new ConcurrentHashMap<>();

    /** @param describeRegions hosts by region, as an account is told them */
    RegionDirectory(Function<Target, Outcome<Map<String, String>>> describeRegions, Clock clock) {
        this.describeRegions = describeRegions;
        this.clock = clock;
    }

    /** Empty: the cloud does not say, or has not been heard yet. */
    Optional<URI> serverOf(Target target) {
        return byAccount
                .computeIfAbsent(target.account(), account -> new Known())
                .hostOf(target)
                .filter(it -> CLOUDS.matcher(it).matches())
                .map(it -> URI.create("https://" + it));
    }

    private final class Known {
        private final AtomicReference<Instant> askAt = new AtomicReference<>(Instant.MIN);
        private volatile Map<String, String> hosts = Map.of();

        Optional<String> hostOf(Target target) {
            Instant due = askAt.get();
            Instant now = clock.instant();
            // Whoever comes while one asks does without.
            if (!now.isBefore(due) && askAt.compareAndSet(due, now.plus(PATIENCE))) {
                ask(target);
            }
            return Optional.ofNullable(hosts.get(target.region()));
        }

        private void ask(Target target) {
            if (describeRegions.apply(target) instanceof Answered<Map<String, String>> answered) {
                hosts = Map.copyOf(answered.value());
                askAt.set(Instant.MAX);
            }
        }
    }
}
