package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;

/** What a body turned out to be of which nobody remembers the call. */
public sealed interface SavedBody {
    record Listing(ListingPage page) implements SavedBody {}

    record Connection(ConnectionSnapshot snapshot) implements SavedBody {}

    record Peer(PeerConfiguration configuration) implements SavedBody {}
}
