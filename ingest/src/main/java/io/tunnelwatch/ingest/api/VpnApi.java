package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import java.time.Duration;
import java.util.List;

/** The describe APIs of the cloud. Calls block until they are answered or their deadline passes. */
public interface VpnApi {
    /** One page of a target's connections. Pages count from 1. */
    Outcome<ListingPage> connections(TargetId target, int page, int pageSize);

    /** One connection by itself, which settles a doubt about a listing. */
    Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId);

    /** The configuration meant for the customer's device. The answer always holds secrets; the quota is 30 calls a minute. */
    Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId);

    /**
     * The reasons why tunnels do not negotiate, from the cloud's log of the last three minutes: call this soon after the drop.
     *
     * @param connectionIds ids of single-tunnel connections
     * @param tunnelIds ids of tunnels of dual-tunnel connections
     */
    Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds);

    /** The least time between two pages of one listing, as the quota requires. */
    default Duration spacing() {
        return Duration.ZERO;
    }
}
