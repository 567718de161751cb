package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import org.jspecify.annotations.Nullable;

/** State of a connection. Public fields and a constructor without arguments let Flink use its quick serializer. */
public final class KnownConnection {
    public long epoch;
    public long scan;
    public int index;
    public long contentHash;
    public String status = "";
    public long since;
    public long seenAt;

    static KnownConnection of(Observation seen, Snapshot snapshot, @Nullable KnownConnection same) {
        var it = new KnownConnection();
        it.epoch = seen.order().epoch();
        it.scan = seen.order().scan();
        it.index = seen.order().index();
        it.contentHash = snapshot.contentHash();
        it.status = snapshot.status();
        it.seenAt = seen.observedAt().toEpochMilli();
        it.since = same == null ? it.seenAt : same.since;
        return it;
    }
}
