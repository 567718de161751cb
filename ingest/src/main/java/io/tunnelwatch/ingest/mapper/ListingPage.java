package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;
import java.util.List;

/** One page of a listing, and how many connections the API says there are in all. */
public record ListingPage(List<ConnectionSnapshot> connections, int totalCount, String requestId) {
    public ListingPage {
        connections = List.copyOf(connections);
    }
}
