package io.tunnelwatch.ingest.scanner;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Settles what became of connections that a complete listing no longer shows. One for each target. A server that lags behind
 * the others neither lists a connection that is new nor knows it when asked: it takes two proofs, a scan apart.
 */
public final class Absences {
    /** A scan is not to be held up; whom it does not ask about, the next one does. */
    private static final int LOOKUPS_PER_SCAN = 10;

    /** Of a handful of connections one is always more than a fifth: these few are asked about in any case. */
    private static final int ALWAYS_ASKED = 3;

    private final Target target;
    private final VpnApi api;
    private final double suspiciousShare;
    private final Set<String> provenOnce = new TreeSet<>();
    private String lastAsked = "";

    /**
     * What became of them.
     *
     * @param gone the proven ones; the others are still there for all we know
     * @param there those that are, as they are when they are looked up
     * @param held how many were not even asked about, because they are suspiciously many
     */
    public record Settled(List<ConnectionGone> gone, List<ConnectionSnapshot> there, int held) {
        static final Settled NOTHING_MISSING = new Settled(List.of(), List.of(), 0);

        public Settled {
            gone = List.copyOf(gone);
            there = List.copyOf(there);
        }
    }

    /** @param suspiciousShare so much of a target missing at once is not believed */
    public Absences(Target target, VpnApi api, double suspiciousShare) {
        this.target = target;
        this.api = api;
        this.suspiciousShare = suspiciousShare;
    }

    /**
     * Asks about the missing ones.
     *
     * @param missing known before and not listed now
     * @param known how many were known before
     */
    public Settled settle(NavigableSet<String> missing, int known) {
        provenOnce.retainAll(missing);
        if (missing.isEmpty()) {
            return Settled.NOTHING_MISSING;
        }
        if (areSuspiciouslyMany(missing.size(), known)) {
            return new Settled(List.of(), List.of(), missing.size());
        }
        var gone = new ArrayList<ConnectionGone>();
        var there = new ArrayList<ConnectionSnapshot>();
        for (String id : next(missing)) {
            if (!provenOnce.contains(id)) {
                lastAsked = id;
            }
            var answer = api.connection(target, id);
            if (answer instanceof Answered<ConnectionSnapshot> answered) {
                provenOnce.remove(id);
                there.add(answered.value());
            } else if (answer instanceof Failed<ConnectionSnapshot> failed
                    && failed.provesDeletion()
                    && !provenOnce.add(id)) {
                gone.add(new ConnectionGone(id, failed.code(), failed.requestId()));
            }
        }
        return new Settled(gone, there, 0);
    }

    /** So much at once is a fault of the listing, or of the permissions, before it is a fleet being taken down. */
    private boolean areSuspiciouslyMany(int missing, int known) {
        return missing > ALWAYS_ASKED && missing > known * suspiciousShare;
    }

    /** Whose second proof is due, then the others in turn: some that cannot be proven do not keep those from being asked about. */
    private List<String> next(NavigableSet<String> missing) {
        var others = new ArrayList<>(missing.tailSet(lastAsked, false));
        others.addAll(missing.headSet(lastAsked, true));
        others.removeAll(provenOnce);
        return Stream.concat(provenOnce.stream(), others.stream())
                .limit(LOOKUPS_PER_SCAN)
                .toList();
    }
}
