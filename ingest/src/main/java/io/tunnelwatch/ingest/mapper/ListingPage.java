package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.v1.ConnectionSnapshot;
import java.util.List;
import java.util.OptionalInt;

/**
 * One page of a listing.
 *
 * @param number the page that the API says this is; empty where it does not say
 * @param totalCount how many connections there are on all pages
 */
public record ListingPage(OptionalInt number, int totalCount, List<ConnectionSnapshot> connections) {
    public ListingPage {
        connections = List.copyOf(connections);
    }
}
