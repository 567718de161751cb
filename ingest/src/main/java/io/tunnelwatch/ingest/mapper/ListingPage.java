package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;
import java.util.List;
import java.util.OptionalInt;

/**
 * One page of a listing.
 *
 * @param number the page number according to the API; empty if it gives none
 * @param totalCount number of connections on all pages
 */
public record ListingPage(OptionalInt number, int totalCount, List<ConnectionSnapshot> connections) {
    public ListingPage {
        connections = List.copyOf(connections);
    }
}
