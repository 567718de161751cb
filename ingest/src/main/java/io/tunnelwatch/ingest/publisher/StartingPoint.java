package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * From where a successor has to read a partition: where the oldest of its targets' last whole key scans begins. A key scan
 * from which a vanished connection was missing is not whole, for whoever read from there would never ask about it.
 */
final class StartingPoint {
    private final Map<String, Long> wholeSince = new HashMap<>();
    private final long end;

    /**
     * @param targets those that are polled; what was once polled here holds nobody up
     * @param end of what was read
     */
    StartingPoint(Collection<String> targets, Recollection read, long end) {
        this.end = end;
        targets.forEach(it -> wholeSince.put(it, read.wholeSince(it, end)));
    }

    long offset() {
        return wholeSince.values().stream().mapToLong(Long::longValue).min().orElse(end);
    }

    /** @param first where the first of them stands */
    void committed(List<Observation> observations, long first) {
        Observation last = observations.get(observations.size() - 1);
        if (last.getBody() instanceof ScanCompleted completed
                && Recollection.isWhole(completed, mentioned(observations))) {
            wholeSince.replace(Recollection.key(last), first);
        }
    }

    private static int mentioned(List<Observation> observations) {
        return (int) observations.stream()
                .filter(it -> it.getBody() instanceof ConnectionSnapshot)
                .count();
    }
}
