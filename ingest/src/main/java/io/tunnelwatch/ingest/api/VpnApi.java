package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.PeerConfiguration;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.time.Duration;
import java.util.List;

/** The describe APIs, by what they are for. Calls block until they are answered or their deadline has passed. */
public interface VpnApi {
    /** One page of a target's connections. Pages count from 1. */
    Outcome<ListingPage> connections(Target target, int page, int pageSize);

    /** One connection by itself: settles doubt. */
    Outcome<ConnectionSnapshot> connection(Target target, String connectionId);

    /** What the customer's device should be configured with. The answer always holds secrets; 30 calls a minute are allowed. */
    Outcome<PeerConfiguration> peerConfiguration(Target target, String connectionId);

    /**
     * Why they do not negotiate, from what the cloud logged in the last three minutes: ask soon after the drop.
     *
     * @param connectionIds of single-tunnel connections
     * @param tunnelIds of dual-tunnel ones
     */
    Outcome<List<Diagnosis>> diagnoses(Target target, List<String> connectionIds, List<String> tunnelIds);

    /** How far apart the pages of one listing are, at the least, because no more may be asked. */
    default Duration spacing() {
        return Duration.ZERO;
    }
}
