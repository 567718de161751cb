package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Configuration;
import io.tunnelwatch.processor.domain.observation.Context;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Varies a history: another target, another time between scans, other names, tags and configurations. They are derived from a
 * connection's id and content hash, so equal hashes still mean equal content.
 */
final class HistoryVariant {
    /** The most content of one connection that passes ingest, and more than a buffer is likely to hold. */
    private static final int MOST = 64 * 1024;

    private static final long[] INTERVALS = {5, 10, 30, 30, 60, 300};
    private static final String[] ACCOUNTS = {"acct", "123456", "acct/2", "\u963f\u91cc", "a b", "\u202egnp.exe"};
    private static final String[] NAMES = {
        "branch-%s",
        "%s-dr",
        "\u7ad9-%s",
        "",
        "%s\u001b[31m\n=1+1",
        "<script>%s</script>\u2028",
        "name-of-%s",
        "\ud83d\ude80%s\u0000"
    };
    private static final String[] VALUES = {"prod", "lab", "lab-2", "", "\u202edorp", "p\u0000d", "100%s %n"};

    private final SplittableRandom random;
    private final long seed;
    private final Target target;
    private final long interval;
    private final int largest;

    HistoryVariant(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed * 31);
        this.target = new Target(one(random, ACCOUNTS), random.nextInt(3) == 0 ? "cn" : "cn-hangzhou");
        this.interval = INTERVALS[random.nextInt(INTERVALS.length)];
        this.largest = random.nextInt(20) == 0 ? MOST : random.nextInt(300);
    }

    List<Observation> on(List<Observation> history) {
        return history.stream().map(this::on).toList();
    }

    /** Scales time with the poll interval. */
    private Observation on(Observation it) {
        long since = Duration.between(Scene.START, it.observedAt()).toMillis();
        Observation.Body body = it.body() instanceof Snapshot snapshot ? on(snapshot) : it.body();
        return new Observation(
                target,
                it.order(),
                Scene.START.plusMillis(since * interval / Scene.POLL.toSeconds()),
                Duration.ofSeconds(interval),
                body);
    }

    private Snapshot on(Snapshot it) {
        var own = new SplittableRandom(seed ^ it.connectionId().hashCode());
        // Most connections keep their name for life.
        var asItIs = it.contentHash() % 8 == 0 ? new SplittableRandom(it.contentHash()) : own;
        var configuration = new TreeMap<>(it.configuration().entries());
        configuration.put("note", "x".repeat(own.nextInt(largest / 4 + 1)));
        return new Snapshot(
                it.connectionId(),
                it.contentHash(),
                it.createdAt(),
                it.status(),
                it.healthCheck(),
                it.bgp(),
                it.tunnels(),
                it.negotiatesOnTraffic(),
                on(it.context(), it.connectionId(), asItIs),
                Configuration.of(configuration));
    }

    private Context on(Context it, String id, SplittableRandom by) {
        return new Context(
                one(by, NAMES).replace("%s", id),
                it.attachType(),
                it.vpnGatewayId(),
                it.customerGatewayIds(),
                it.transitRouterId(),
                it.lifecycle(),
                IntStream.range(0, by.nextInt(4))
                        .mapToObj(n -> "10." + n + ".0.0/16")
                        .toList(),
                List.of("192.168." + by.nextInt(256) + ".0/24"),
                tags(by));
    }

    private List<Context.Tag> tags(SplittableRandom by) {
        var tags = new ArrayList<Context.Tag>();
        tags.add(new Context.Tag("env", one(by, VALUES)));
        if (by.nextBoolean()) {
            tags.add(new Context.Tag("note", one(by, VALUES)));
        }
        for (int room = by.nextInt(largest + 1); room > 0; room -= 256) {
            tags.add(new Context.Tag(
                    "\u7ad9" + room, Long.toHexString(by.nextLong()).repeat(Math.min(room, 256) / 16)));
        }
        return tags;
    }

    private static String one(SplittableRandom by, String... of) {
        return of[by.nextInt(of.length)];
    }
}
