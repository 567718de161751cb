package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;

/** The content of a saved body whose call is unknown. */
public sealed interface SavedResponse {
    record Listing(ListingPage page) implements SavedResponse {}

    record Connection(ConnectionSnapshot snapshot) implements SavedResponse {}

    record Peer(DownloadedPeerConfiguration configuration) implements SavedResponse {}
}
