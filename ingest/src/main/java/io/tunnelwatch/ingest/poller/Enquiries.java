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
 * Follow-up calls about single connections: why they dropped, after a scan or recheck is in the log, and the configurations
 * meant for their other ends, after a scan; each only if switched on. Publishes nothing.
 */
final class Enquiries {
    /** A scan must not wait long for these calls: each takes a tenth of a second, and the quota is ten a minute. */
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

    /** Adds the known configurations of the other ends to a listing. */
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

    /** Asks once for each drop; the cloud keeps the reason for three minutes. */
    private List<Diagnosis> why(Drops.Confirmed dropped) {
        return !dropped.isEmpty()
                        && api.diagnoses(target, dropped.connectionIds(), dropped.tunnelIds())
                                instanceof Answered<List<Diagnosis>> answered
                ? answered.value()
                : List.of();
    }

    /** Fetches missing or outdated configurations of other ends, a few at a time, and returns the connections with them. */
    List<ConnectionSnapshot> withPeers(Scanned scanned) {
        var completed = new ArrayList<ConnectionSnapshot>();
        for (ConnectionSnapshot wanting : wanting(scanned)) {
            var answer = api.peerConfiguration(target, wanting.getConnectionId());
            if (answer instanceof Answered<PeerConfiguration> answered) {
                completed.add(peers.fetched(wanting, answered.value()));
            } else if (answer instanceof Failed<PeerConfiguration> failed
                    && failed.failureClass() != FailureClass.UNKNOWN) {
                break; // the next call would fail in the same way
            }
        }
        return completed;
    }

    private List<ConnectionSnapshot> wanting(Scanned scanned) {
        return pace.peerConfigurations() ? peers.turn(scanned.connections(), MOST_PEERS_AT_ONCE) : List.of();
    }
}
