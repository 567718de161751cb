package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.ingest.publisher.ObservationLog.Look;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scanner;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;

/** Looks at one target and writes what it saw. Used by one thread at a time. */
final class TargetPoller {
    /** A region that loses more of its connections at once than this is more likely to be listed wrongly than to be emptied. */
    private static final int MOST_MISSING_PERCENT = 20;

    /** What one scan may spend on asking for vanished connections one by one. */
    private static final int LOOK_UPS = 10;

    private final Target target;
    private final VpnApi api;
    private final Scanner scanner;
    private final ObservationLog log;
    private final PollSettings settings;
    private KnownConnections known = new KnownConnections();
    private boolean sure;
    private Instant lastKeyScan = Instant.MIN;
    private Instant lastObserved = Instant.MIN;
    private int failuresInARow;

    TargetPoller(Target target, VpnApi api, Scanner scanner, ObservationLog log, PollSettings settings) {
        this.target = target;
        this.api = api;
        this.scanner = scanner;
        this.log = log;
        this.settings = settings;
    }

    /** What a look came to, and how long to leave the target alone. */
    record Result(boolean complete, int connections, int written, Duration pause) {}

    Result poll() {
        Scan scan = scanner.scan(target);
        return scan instanceof Scan.Listed listed ? listed(listed) : unlisted((Scan.Unlisted) scan);
    }

    private Result listed(Scan.Listed scan) {
        Instant observedAt = notBackwards(scan.observedAt());
        boolean keyScan = !sure || !observedAt.isBefore(lastKeyScan.plus(settings.keyScanEvery()));
        var told = keyScan ? List.copyOf(scan.connections().values()) : known.changed(scan.connections());
        var gone = proven(known.missing(scan.connections()));
        KnownConnections next = known.after(
                told, gone.stream().map(ConnectionGone::getConnectionId).toList());
        var bodies = new ArrayList<Object>(told);
        bodies.addAll(gone);
        bodies.add(new ScanCompleted(keyScan, next.count(), next.digest(), scan.pages(), scan.startedAt()));
        failuresInARow = 0;
        boolean written = write(bodies, observedAt, settings.interval());
        if (written) {
            known = next;
            sure = true;
            lastKeyScan = keyScan ? observedAt : lastKeyScan;
        }
        return new Result(written, next.count(), written ? bodies.size() : 0, settings.interval());
    }

    private Result unlisted(Scan.Unlisted scan) {
        Outcome.Failed<ListingPage> why = scan.why();
        Duration pause = why.retryAfter().orElseGet(() -> settings.backOff(failuresInARow));
        failuresInARow++;
        var failed = new ScanFailed(why.failureClass(), why.code(), why.detail(), why.requestId());
        boolean written = write(List.of(failed), notBackwards(scan.observedAt()), pause);
        return new Result(false, known.count(), written ? 1 : 0, pause);
    }

    /** What the log holds is known for sure only after a commit that was seen to succeed. */
    private boolean write(List<?> bodies, Instant observedAt, Duration pause) {
        lastObserved = observedAt;
        boolean written = log.write(
                target, new Look(observedAt, observedAt.plus(pause), settings.interval(), List.copyOf(bodies)));
        sure = sure && written;
        return written;
    }

    /** Being absent from a listing proves nothing; the API's word that there is no such connection does. */
    private List<ConnectionGone> proven(SortedSet<String> missing) {
        if (missing.size() * 100 > known.count() * MOST_MISSING_PERCENT && missing.size() > 1) {
            return List.of();
        }
        var gone = new ArrayList<ConnectionGone>();
        for (String id : missing.stream().limit(LOOK_UPS).toList()) {
            Outcome<ConnectionSnapshot> outcome = api.connection(target, id);
            if (outcome instanceof Outcome.Failed<ConnectionSnapshot> failed && failed.provesDeletion()) {
                gone.add(new ConnectionGone(id, failed.code(), failed.requestId()));
            }
        }
        return gone;
    }

    private Instant notBackwards(Instant observedAt) {
        Instant whole = Instant.ofEpochMilli(observedAt.toEpochMilli());
        return whole.isAfter(lastObserved) ? whole : lastObserved.plusMillis(1);
    }
}
