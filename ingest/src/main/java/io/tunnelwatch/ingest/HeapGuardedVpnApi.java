package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.util.List;

/** The API without listings that do not fit into memory: they are refused after the first page. */
record HeapGuardedVpnApi(VpnApi api, HeapCapacity room) implements VpnApi {
    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        var outcome = api.connections(target, page, pageSize);
        if (page > 1 || !(outcome instanceof Answered<ListingPage> answered)) {
            return outcome;
        }
        return room.refusal(target, answered.value().totalCount())
                .<Outcome<ListingPage>>map(why -> Failed.without(FailureClass.UNKNOWN, why))
                .orElse(outcome);
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        return api.connection(target, connectionId);
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        return api.peerConfiguration(target, connectionId);
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        return api.diagnoses(target, connectionIds, tunnelIds);
    }

    @Override
    public Duration spacing() {
        return api.spacing();
    }
}
