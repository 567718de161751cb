package io.tunnelwatch.bench;

import io.tunnelwatch.processor.domain.Rules;
import io.tunnelwatch.processor.topology.Haste;
import io.tunnelwatch.processor.topology.VpnTopology;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.streams.StreamsDiscipline;
import io.tunnelwatch.schemas.streams.SupervisedStreams;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** The processor's topology with the settings it runs with, on one thread. */
final class OurTopology implements Contestant {
    private static final long APART_NANOS = 20_000_000;

    private final AtomicLong judged = new AtomicLong();
    private final SupervisedStreams streams;

    OurTopology(KafkaAccess access, Rules rules, String group, Path directory) {
        this.streams = SupervisedStreams.start(
                group,
                () -> VpnTopology.build(
                        access, rules, OurTopology::haste, (observation, due, decision) -> judged.incrementAndGet()),
                StreamsDiscipline.settings(access, group, "1", directory, 1));
    }

    /** As the processor does. */
    private static Haste haste() {
        long[] last = {System.nanoTime() - APART_NANOS};
        return () -> {
            long now = System.nanoTime();
            boolean commits = now - last[0] >= APART_NANOS;
            last[0] = commits ? now : last[0];
            return commits;
        };
    }

    boolean isRunning() {
        return streams.health().ready();
    }

    @Override
    public long judged() {
        return judged.get();
    }

    @Override
    public void close() {
        streams.close();
    }
}
