package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.v1.Observation;
import java.util.Map;

/** The content of a log for its targets, for a log that is kept by hand. */
public final class ManualRestoredLog {
    private final RestoredLog restored = new RestoredLog();

    public void read(long offset, Observation observation) {
        restored.read(offset, observation);
    }

    public Map<String, RestoredTarget> targets() {
        return restored.targets();
    }
}
