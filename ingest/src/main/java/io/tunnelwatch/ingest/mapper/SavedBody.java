package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;

/** The content of a saved body whose call is unknown. */
public sealed interface SavedBody {
    record Listing(ListingPage page) implements SavedBody {}

    record Connection(ConnectionSnapshot snapshot) implements SavedBody {}

    record Peer(PeerConfiguration configuration) implements SavedBody {}
}
