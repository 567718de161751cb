package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.PeerConfiguration;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.util.List;
import java.util.function.Supplier;

/** Forwards every call, to the same API or to another one each time; subclasses may change the answer. */
class Relay implements VpnApi {
    private final Supplier<? extends VpnApi> api;

    Relay(Supplier<? extends VpnApi> api) {
        this.api = api;
    }

    @Override
    public Outcome<ListingPage> connections(Target target, int page, int pageSize) {
        return api.get().connections(target, page, pageSize);
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(Target target, String connectionId) {
        return api.get().connection(target, connectionId);
    }

    @Override
    public Outcome<PeerConfiguration> peerConfiguration(Target target, String connectionId) {
        return api.get().peerConfiguration(target, connectionId);
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(Target target, List<String> connectionIds, List<String> tunnelIds) {
        return api.get().diagnoses(target, connectionIds, tunnelIds);
    }
}
