package io.tunnelwatch.ingest.scanner;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
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
 * Checks whether connections that a complete listing no longer shows are deleted. One object per target. A lagging server
 * neither lists a new connection nor finds it by id, so a deletion needs two proofs, one scan apart.
 */
public final class DeletionCheck {
    /** Limits how long lookups delay a scan; the next scan looks up the others. */
    private static final int LOOKUPS_PER_SCAN = 10;

    /** Among a handful of connections a single one exceeds a fifth, so up to this many are always looked up. */
    private static final int ALWAYS_ASKED = 3;

    private final TargetId target;
    private final VpnApi api;
    private final double suspiciousShare;
    private final Set<String> provenOnce = new TreeSet<>();
    private String lastAsked = "";

    /**
     * The result for the missing connections.
     *
     * @param deleted proven deletions; all other connections are assumed to exist
     * @param stillThere connections that a lookup found, as it returned them
     * @param notLookedUp number of connections not looked up, because suspiciously many are missing
     */
    public record Result(List<ConnectionGone> deleted, List<ConnectionSnapshot> stillThere, int notLookedUp) {
        static final Result NOTHING_MISSING = new Result(List.of(), List.of(), 0);

        public Result {
            deleted = List.copyOf(deleted);
            stillThere = List.copyOf(stillThere);
        }
    }

    /** @param suspiciousShare if more than this share of a target is missing at once, none is treated as deleted */
    public DeletionCheck(TargetId target, VpnApi api, double suspiciousShare) {
        this.target = target;
        this.api = api;
        this.suspiciousShare = suspiciousShare;
    }

    /**
     * Looks up the missing connections.
     *
     * @param missing connections known before and not listed now
     * @param known number of connections known before
     */
    public Result check(NavigableSet<String> missing, int known) {
        provenOnce.retainAll(missing);
        if (missing.isEmpty()) {
            return Result.NOTHING_MISSING;
        }
        if (areSuspiciouslyMany(missing.size(), known)) {
            return new Result(List.of(), List.of(), missing.size());
        }
        var deleted = new ArrayList<ConnectionGone>();
        var stillThere = new ArrayList<ConnectionSnapshot>();
        for (String id : next(missing)) {
            if (!provenOnce.contains(id)) {
                lastAsked = id;
            }
            var answer = api.connection(target, id);
            if (answer instanceof Answered<ConnectionSnapshot> answered) {
                provenOnce.remove(id);
                stillThere.add(answered.value());
            } else if (answer instanceof Failed<ConnectionSnapshot> failed
                    && failed.provesDeletion()
                    && !provenOnce.add(id)) {
                deleted.add(new ConnectionGone(id, failed.code(), failed.requestId()));
            }
        }
        return new Result(deleted, stillThere, 0);
    }

    /** Returns whether so many are missing that a faulty listing or a lost permission is more likely than deletions. */
    private boolean areSuspiciouslyMany(int missing, int known) {
        return missing > ALWAYS_ASKED && missing > known * suspiciousShare;
    }

    /**
     * The connections to look up: first those whose second proof is due, then the others in turn, so that those without proof
     * do not block the rest.
     */
    private List<String> next(NavigableSet<String> missing) {
        var others = new ArrayList<>(missing.tailSet(lastAsked, false));
        others.addAll(missing.headSet(lastAsked, true));
        others.removeAll(provenOnce);
        return Stream.concat(provenOnce.stream(), others.stream())
                .limit(LOOKUPS_PER_SCAN)
                .toList();
    }
}
