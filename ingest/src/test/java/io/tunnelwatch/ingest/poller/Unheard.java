package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.v1.Observation;
import java.util.List;

/** Listens to nothing; who listens to something overrides that. */
class Unheard implements PollListener {
    @Override
    public void scanned(Target target, Scan scan) {}

    @Override
    public void committed(Target target, List<Observation> observations, int connections) {}
}
