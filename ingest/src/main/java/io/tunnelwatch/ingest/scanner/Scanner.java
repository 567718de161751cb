package io.tunnelwatch.ingest.scanner;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FailureClass;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Lists a target page by page. The API pages by number and promises no order, so that what comes or goes between two pages
 * shifts the rest: a listing counts only if every page says the same total and as many distinct ids were seen.
 */
public final class Scanner {
    /** The most that the API gives. */
    private static final int PAGE_SIZE = 50;

    /** 100,000 connections in a region is beyond any quota; a listing that goes on is one that will not end. */
    private static final int MOST_PAGES = 2_000;

    private static final int ATTEMPTS = 3;

    private final VpnApi api;
    private final Clock clock;

    public Scanner(VpnApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    public Scan scan(Target target) {
        String trouble = "";
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var listing = new Listing(clock.instant());
            Optional<Outcome.Failed<ListingPage>> failure = listing.read(target);
            if (failure.isPresent()) {
                return new Scan.Unlisted(failure.get(), clock.instant());
            }
            trouble = listing.inconsistency();
            if (trouble.isEmpty()) {
                return new Scan.Listed(listing.connections, listing.pages, listing.startedAt, clock.instant());
            }
        }
        return new Scan.Unlisted(Outcome.Failed.without(FailureClass.INCONSISTENT, trouble), clock.instant());
    }

    /** One pass over the pages. */
    private final class Listing {
        private final TreeMap<String, ConnectionSnapshot> connections = new TreeMap<>();
        private final Instant startedAt;
        private int pages;
        private int total = -1;
        private boolean totalMoved;
        private boolean endless;

        Listing(Instant startedAt) {
            this.startedAt = startedAt;
        }

        Optional<Outcome.Failed<ListingPage>> read(Target target) {
            do {
                Outcome<ListingPage> outcome = api.connections(target, ++pages, PAGE_SIZE);
                if (outcome instanceof Outcome.Failed<ListingPage> failed) {
                    return Optional.of(failed);
                }
                ListingPage page = ((Outcome.Answered<ListingPage>) outcome).value();
                totalMoved |= total >= 0 && page.totalCount() != total;
                total = page.totalCount();
                page.connections().forEach(it -> connections.put(it.getConnectionId(), it));
                if (page.connections().isEmpty()) {
                    return Optional.empty();
                }
                endless = pages == MOST_PAGES;
            } while (!totalMoved && !endless && connections.size() < total && pages * PAGE_SIZE < total);
            return Optional.empty();
        }

        String inconsistency() {
            if (endless) {
                return "no end after " + pages + " pages";
            }
            if (totalMoved) {
                return "the total changed between pages";
            }
            return connections.size() == total
                    ? ""
                    : "a total of " + total + " and " + connections.size() + " distinct connections";
        }
    }
}
