package io.tunnelwatch.sink.history;

import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.sink.state.History;
import java.util.List;

/**
 * The stored histories, for a tool that moves them to other partitions. A connection's is in the partition of its transitions.
 * A target's is in every partition, because its hour ticks are: one of these has the target's own facets, too.
 */
public final class StoredHistories {
    /** The store in every partition of which there is a part of a target. */
    public static final String STORE = HistoryTopology.HISTORIES;

    /** The topic that brings each hour tick to every partition. */
    public static final String TICKS = HistoryTopology.HOURS;

    private StoredHistories() {}

    /** Returns whether the key is a target's, and not a connection's. */
    public static boolean isTarget(String key) {
        return key.indexOf('/') == key.lastIndexOf('/');
    }

    /** The part of a target that all partitions have in common: its last hour tick. */
    public static byte[] lastTick(byte[] target) {
        try (var serde = new StateSerde<>(History.class)) {
            History it = serde.deserializer().deserialize(STORE, target);
            return serde.serializer()
                    .serialize(
                            STORE, new History(it.getAccount(), it.getRegion(), null, it.getStruckMillis(), List.of()));
        }
    }
}
