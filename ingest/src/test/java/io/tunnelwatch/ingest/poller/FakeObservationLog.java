package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.publisher.Claim;
import io.tunnelwatch.ingest.publisher.CommitOutcome;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Committed;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Fenced;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Refused;
import io.tunnelwatch.ingest.publisher.CommitOutcome.Unsure;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.ingest.publisher.RestoredTarget;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.PeerConfiguration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A log whose commit outcomes a test decides. */
final class FakeObservationLog implements ObservationLog {
    enum Next {
        COMMITS,
        /** The transaction is lost, and the writer cannot know. */
        LOST,
        /** The transaction counts, and the writer cannot know. */
        COUNTS_UNNOTICED,
        FENCED,
        REFUSED
    }

    final List<Observation> committed = new ArrayList<>();
    private final List<Observation> history = new ArrayList<>();
    Next next = Next.COMMITS;
    boolean outOfReach;
    int claims;
    private long endOffset = 7;

    @Override
    public Optional<Claim> claim() {
        claims++;
        return outOfReach ? Optional.empty() : Optional.of(new Claim(endOffset, known()));
    }

    private Map<String, RestoredTarget> known() {
        var hashes = new HashMap<String, Map<String, Long>>();
        var peers = new HashMap<String, Map<String, PeerConfiguration>>();
        var known = new HashMap<String, RestoredTarget>();
        for (Observation it : history) {
            String target = it.getAccount() + "/" + it.getRegion();
            var ofTarget = hashes.computeIfAbsent(target, key -> new TreeMap<>());
            var peersOfTarget = peers.computeIfAbsent(target, key -> new TreeMap<>());
            if (it.getBody() instanceof ConnectionSnapshot snapshot) {
                if (snapshot.getPeer() != null) {
                    peersOfTarget.put(snapshot.getConnectionId(), snapshot.getPeer());
                }
                ofTarget.put(snapshot.getConnectionId(), snapshot.getContentHash());
            } else if (it.getBody() instanceof ConnectionGone gone) {
                ofTarget.remove(gone.getConnectionId());
            }
            known.put(target, new RestoredTarget(ofTarget, peersOfTarget, it.getObservedAt()));
        }
        return known;
    }

    @Override
    public CommitOutcome append(List<Observation> observations) {
        endOffset += observations.size() + 1; // plus the marker
        Next now = next;
        next = Next.COMMITS;
        if (now == Next.COMMITS || now == Next.COUNTS_UNNOTICED) {
            committed.addAll(observations);
            history.addAll(observations);
        }
        return switch (now) {
            case COMMITS -> new Committed();
            case LOST, COUNTS_UNNOTICED -> new Unsure("the test said so");
            case FENCED -> new Fenced();
            case REFUSED -> new Refused("vco-1 is too large");
        };
    }

    /** The observations committed since the last call. */
    List<Observation> drain() {
        var drained = List.copyOf(committed);
        committed.clear();
        return drained;
    }

    @Override
    public void close() {}
}
