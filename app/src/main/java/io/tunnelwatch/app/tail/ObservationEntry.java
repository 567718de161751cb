package io.tunnelwatch.app.tail;

import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.util.List;
import java.util.stream.Collectors;

/** An observation in words. */
final class ObservationEntry {
    private ObservationEntry() {}

    static Entry of(Observation it) {
        Object body = it.getBody();
        if (body instanceof ConnectionSnapshot seen) {
            return ofConnection(it, "SNAPSHOT", seen.getConnectionId(), seen.getName(), statuses(seen));
        } else if (body instanceof ConnectionGone gone) {
            return ofConnection(it, "GONE", gone.getConnectionId(), "", gone.getProof());
        } else if (body instanceof Diagnosis found) {
            String about = found.getTunnelId() == null ? "" : found.getTunnelId() + ": ";
            String what = about + found.getCode() + " " + found.getReason();
            return ofConnection(it, "DIAGNOSIS", found.getConnectionId(), "", what.strip());
        } else if (body instanceof ScanCompleted scan) {
            String kind = scan.getKeyScan() ? "a complete key scan of " : "a complete scan of ";
            return ofTarget(it, "SCAN", kind + connections(scan.getConnections()));
        } else if (body instanceof ScanFailed failed) {
            String what = failed.getFailure() + " " + failed.getCode() + " " + failed.getDetail();
            return ofTarget(it, "FAILED", what.replaceAll(" +", " ").strip());
        } else if (body instanceof TargetSilent silent && silent.getRetired() != null) {
            return ofTarget(it, "RETIRED", "not watched any more");
        } else if (body instanceof TargetSilent silent) {
            return ofTarget(it, "SILENT", "nobody has polled it since " + silent.getLastObservedAt());
        }
        return ofTarget(it, "UNKNOWN", "an observation of a later version");
    }

    private static Entry ofConnection(Observation it, String state, String id, String name, String what) {
        return Entry.of(it.getObservedAt(), List.of(id), state, name, id, what, it);
    }

    private static Entry ofTarget(Observation it, String state, String what) {
        String target = it.getAccount() + "/" + it.getRegion();
        return Entry.of(it.getObservedAt(), List.of(), state, "", target, what, it);
    }

    private static String connections(int number) {
        return number + (number == 1 ? " connection" : " connections");
    }

    /** The raw statuses: the connection's, or those of its tunnels, whose own then means nothing. */
    private static String statuses(ConnectionSnapshot it) {
        String statuses = it.getTunnels().isEmpty()
                ? it.getStatus()
                : it.getTunnels().stream().map(TunnelSnapshot::getStatus).collect(Collectors.joining(", "));
        return statuses.isBlank() ? "no status" : statuses;
    }
}
