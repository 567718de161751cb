package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.ingest.publisher.RestoredTarget;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.util.ArrayList;
import java.util.List;

/**
 * Follow-up calls about single connections: why they dropped, after a scan or recheck is in the log, and the configurations
 * meant for their other ends, after a scan; each only if switched on. Publishes nothing.
 */
final class FollowUps {
    /** A scan must not wait long for these calls: each takes a tenth of a second, and our budget is ten a minute. */
    private static final int MOST_PEERS_AT_ONCE = 5;

    private final TargetId target;
    private final VpnApi api;
    private final PollOptions options;
    private final PeerConfigurations peers = new PeerConfigurations();
    private final Drops drops = new Drops();

    FollowUps(TargetId target, VpnApi api, PollOptions options) {
        this.target = target;
        this.api = api;
        this.options = options;
    }

    void restore(RestoredTarget known) {
        peers.restore(known.peers());
    }

    /** Adds the known configurations of the other ends to a listing. */
    void complete(CompleteScan scanned) {
        if (options.peerConfigurations()) {
            peers.complete(scanned.connections());
        }
    }

    List<Diagnosis> diagnoseDrops(CompleteScan scanned) {
        return options.diagnoses() ? why(drops.scanned(scanned.connections().values())) : List.of();
    }

    List<Diagnosis> diagnoseDrops(List<ConnectionSnapshot> rechecked) {
        return options.diagnoses() ? why(drops.rechecked(rechecked)) : List.of();
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
    List<ConnectionSnapshot> withPeers(CompleteScan scanned) {
        var completed = new ArrayList<ConnectionSnapshot>();
        for (ConnectionSnapshot wanting : withoutPeers(scanned)) {
            var answer = api.peerConfiguration(target, wanting.getConnectionId());
            if (answer instanceof Answered<DownloadedPeerConfiguration> answered) {
                completed.add(peers.fetched(wanting, answered.value()));
            } else if (answer instanceof Failed<DownloadedPeerConfiguration> failed
                    && failed.failureClass() != FailureClass.UNKNOWN) {
                break; // the next call would fail in the same way
            }
        }
        return completed;
    }

    private List<ConnectionSnapshot> withoutPeers(CompleteScan scanned) {
        return options.peerConfigurations() ? peers.nextToFetch(scanned.connections(), MOST_PEERS_AT_ONCE) : List.of();
    }
}
