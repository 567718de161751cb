package io.tunnelwatch.ingest.scanner;

import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FailureClass;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * Lists a target. The API pages by number over a list that changes meanwhile, so pages may repeat and skip items: a listing
 * counts only if every page reports the same total and that many different connections were seen.
 */
public final class Scanner {
    /** The largest page of the API. */
    private static final int PAGE_SIZE = 50;

    /** 100,000 connections, although a region holds some hundreds: bounds a listing that does not end. */
    private static final int MOST_PAGES = 2_000;

    /** A list that changed during three readings will probably do so in the next minute too. */
    private static final int ATTEMPTS = 3;

    /** Bounds many slow calls, each of which has its own deadline; the time held back by the quota comes on top. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final VpnApi api;
    private final Clock clock;

    public Scanner(VpnApi api, Clock clock) {
        this.api = api;
        this.clock = clock;
    }

    public Scan scan(TargetId target) {
        Instant startedAt = clock.instant();
        String reason = "";
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            var listing = new Listing(target, startedAt);
            Optional<Scan> scan = listing.read();
            if (scan.isPresent()) {
                return scan.get();
            }
            reason = listing.inconsistency;
        }
        return failed(FailureClass.INCONSISTENT, reason);
    }

    private FailedScan failed(FailureClass failureClass, String detail) {
        return new FailedScan(failureClass, "", detail, "", Optional.empty(), clock.instant());
    }

    private FailedScan failed(Failed<?> call) {
        return new FailedScan(
                call.failureClass(), call.code(), call.detail(), call.requestId(), call.retryAfter(), clock.instant());
    }

    /** One attempt to read the listing. */
    private final class Listing {
        private final TargetId target;
        private final Instant startedAt;
        private final Instant begun = clock.instant();
        private final TreeMap<String, ConnectionSnapshot> found = new TreeMap<>();
        private OptionalInt total = OptionalInt.empty();
        private String inconsistency = "";

        Listing(TargetId target, Instant startedAt) {
            this.target = target;
            this.startedAt = startedAt;
        }

        /** The result; empty if the listing is inconsistent and must be read again. */
        Optional<Scan> read() {
            for (int page = 1; page <= MOST_PAGES; page++) {
                Outcome<ListingPage> answer = api.connections(target, page, PAGE_SIZE);
                if (answer instanceof Failed<ListingPage> failed) {
                    return Optional.of(failed(failed));
                }
                if (answer instanceof Answered<ListingPage> answered && !fits(answered.value(), page)) {
                    return Optional.empty();
                }
                if (found.size() == total.orElseThrow()) {
                    return Optional.of(new CompleteScan(found, page, startedAt, clock.instant()));
                }
                Duration longest = longest();
                if (clock.instant().isAfter(begun.plus(longest))) {
                    return Optional.of(failed(FailureClass.NETWORK, "the listing was not complete within " + longest));
                }
            }
            return Optional.of(failed(FailureClass.INCONSISTENT, "more than " + MOST_PAGES + " pages"));
        }

        private Duration longest() {
            int pages = total.orElseThrow() / PAGE_SIZE + 1;
            return LONGEST.plus(api.spacing().multipliedBy(Math.min(pages, MOST_PAGES)));
        }

        private boolean fits(ListingPage page, int number) {
            int before = found.size();
            page.connections().stream()
                    .filter(it -> !it.getConnectionId().isEmpty())
                    .forEach(it -> found.put(it.getConnectionId(), it));
            if (total.isEmpty()) {
                total = OptionalInt.of(page.totalCount());
            }
            int expected = total.orElseThrow();
            if (page.totalCount() != expected) {
                inconsistency =
                        "the total changed from " + expected + " to " + page.totalCount() + " during the listing";
            } else if (page.number().isPresent() && page.number().getAsInt() != number) {
                inconsistency = "asked for page " + number + ", got page "
                        + page.number().getAsInt();
            } else if (found.size() > expected) {
                inconsistency = "more connections than the total of " + expected;
            } else if (found.size() == before && before < expected) {
                inconsistency = "only " + before + " connections of a total of " + expected;
            }
            return inconsistency.isEmpty();
        }
    }
}
