package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.v1.Observation;
import java.util.List;

/** A listener that does nothing; subclasses override what they need. */
class Unheard implements PollListener {
    @Override
    public void scanned(Target target, Scan scan) {}

    @Override
    public void committed(Target target, List<Observation> observations, int connections) {}
}
