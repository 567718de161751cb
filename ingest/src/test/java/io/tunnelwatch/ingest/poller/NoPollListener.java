package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.v1.Observation;
import java.util.List;

/** A listener that does nothing; subclasses override what they need. */
class NoPollListener implements PollListener {
    @Override
    public void scanned(TargetId target, Scan scan) {}

    @Override
    public void committed(TargetId target, List<Observation> observations, int connections) {}
}
