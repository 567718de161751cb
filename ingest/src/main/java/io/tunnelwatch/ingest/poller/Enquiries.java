package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.PeerConfiguration;
import io.tunnelwatch.ingest.poller.TargetPoller.Pace;
import io.tunnelwatch.ingest.publisher.LastKnown;
import io.tunnelwatch.ingest.scanner.Scan.Scanned;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.util.ArrayList;
import java.util.List;

/**
 * What is asked about single connections of a target once a look at them is published: why they dropped, and what their
 * other ends should be configured with; each only where it is switched on. Publishes nothing.
 */
final class Enquiries {
    /** A scan is not to wait for them: a call takes a tenth of a second, and ten a minute is all that is allowed. */
    private static final int MOST_PEERS_AT_ONCE = 5;

    private final Target target;
    private final VpnApi api;
    private final Pace pace;
    private final Peers peers = new Peers();
    private final Drops drops = new Drops();

    Enquiries(Target target, VpnApi api, Pace pace) {
        this.target = target;
        this.api = api;
        this.pace = pace;
    }

    void recall(LastKnown known) {
        peers.recall(known.peers());
    }

    /** Completes what a listing says by what is known of the other ends. */
    void complete(Scanned scanned) {
        if (pace.peerConfigurations()) {
            peers.join(scanned.connections());
        }
    }

    List<Diagnosis> whyDropped(Scanned scanned) {
        return pace.diagnoses() ? why(drops.scanned(scanned.connections().values())) : List.of();
    }

    List<Diagnosis> whyDropped(List<ConnectionSnapshot> rechecked) {
        return pace.diagnoses() ? why(drops.rechecked(rechecked)) : List.of();
    }

    /** Once for each drop; the cloud knows why for three minutes. */
    private List<Diagnosis> why(Drops.Confirmed dropped) {
        return !dropped.isEmpty()
                        && api.diagnoses(target, dropped.connectionIds(), dropped.tunnelIds())
                                instanceof Answered<List<Diagnosis>> answered
                ? answered.value()
                : List.of();
    }

    /**
     * Some connections with their other ends, which were not known or are not for the configuration of now. A few at a time.
     */
    List<ConnectionSnapshot> withPeers(Scanned scanned) {
        var completed = new ArrayList<ConnectionSnapshot>();
        for (ConnectionSnapshot wanting : wanting(scanned)) {
            var answer = api.peerConfiguration(target, wanting.getConnectionId());
            if (answer instanceof Answered<PeerConfiguration> answered) {
                completed.add(peers.fetched(wanting, answered.value()));
            } else if (answer instanceof Failed<PeerConfiguration> failed
                    && failed.failureClass() != FailureClass.UNKNOWN) {
                break; // it would be the same with the next one
            }
        }
        return completed;
    }

    private List<ConnectionSnapshot> wanting(Scanned scanned) {
        return pace.peerConfigurations() ? peers.turn(scanned.connections(), MOST_PEERS_AT_ONCE) : List.of();
    }
}
