package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.v1.Observation;
import java.util.List;

/** Who counts. Called from the pollers' threads. */
public interface PollListener {
    void scanned(Target target, Scan scan);

    /** @param connections of the target, as far as the log knows */
    void committed(Target target, List<Observation> observations, int connections);
}
