package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The offset from which a successor has to read a partition: the start of the oldest among its targets' last complete key
 * scans. A key scan that does not mention every known connection is not complete: a reader that starts there would never ask
 * about the missing one.
 */
final class StartingPoint {
    private final Map<String, Long> wholeSince = new HashMap<>();
    private final long end;

    /**
     * @param targets polled targets; targets polled in the past do not hold the offset back
     * @param end end of what was read
     */
    StartingPoint(Collection<String> targets, RestoredLog read, long end) {
        this.end = end;
        targets.forEach(it -> wholeSince.put(it, read.wholeSince(it, end)));
    }

    long offset() {
        return wholeSince.values().stream().mapToLong(Long::longValue).min().orElse(end);
    }

    /** @param first offset of the first observation */
    void committed(List<Observation> observations, long first) {
        Observation last = observations.get(observations.size() - 1);
        if (last.getBody() instanceof ScanCompleted completed
                && RestoredLog.isWhole(completed, mentioned(observations))) {
            wholeSince.replace(RestoredLog.key(last), first);
        }
    }

    private static int mentioned(List<Observation> observations) {
        return (int) observations.stream()
                .filter(it -> it.getBody() instanceof ConnectionSnapshot)
                .count();
    }
}
