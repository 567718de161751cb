package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.util.List;
import java.util.function.Supplier;

/** Forwards every call, to the same API or to another one each time; subclasses may change the answer. */
class DelegatingVpnApi implements VpnApi {
    private final Supplier<? extends VpnApi> api;

    DelegatingVpnApi(Supplier<? extends VpnApi> api) {
        this.api = api;
    }

    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        return api.get().connections(target, page, pageSize);
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        return api.get().connection(target, connectionId);
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        return api.get().peerConfiguration(target, connectionId);
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        return api.get().diagnoses(target, connectionIds, tunnelIds);
    }
}
