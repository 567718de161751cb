package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.v1.Observation;
import java.util.List;

/** Receives the results of polling. Called from the pollers' threads. */
public interface PollListener {
    void scanned(TargetId target, Scan scan);

    /** @param connections number of the target's connections according to the log */
    void committed(TargetId target, List<Observation> observations, int connections);
}
