package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;

/** The describe APIs, by what they are for. Calls block until they are answered or their deadline has passed. */
public interface VpnApi {
    /** One page of a target's connections. Pages count from 1. */
    Outcome<ListingPage> connections(Target target, int page, int pageSize);

    /** One connection by itself: settles doubt. */
    Outcome<ConnectionSnapshot> connection(Target target, String connectionId);
}
