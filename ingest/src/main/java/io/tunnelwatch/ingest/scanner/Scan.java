package io.tunnelwatch.ingest.scanner;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** What became of listing a target. */
public sealed interface Scan {

    /** Every connection, by id. */
    record Listed(SortedMap<String, ConnectionSnapshot> connections, int pages, Instant startedAt, Instant observedAt)
            implements Scan {
        public Listed {
            connections = Collections.unmodifiableSortedMap(new TreeMap<>(connections));
        }
    }

    /** No listing that could be trusted. */
    record Unlisted(Outcome.Failed<ListingPage> why, Instant observedAt) implements Scan {}
}
