package io.tunnelwatch.simulator;

import java.util.ArrayList;
import java.util.List;

/** Finds the complete listings among the answers. */
final class CompleteListings {
    private final List<List<Sighting>> complete = new ArrayList<>();
    private List<Sighting> pages = new ArrayList<>();

    private CompleteListings() {}

    /** A complete listing is a run of pages from 1 to the last, of one size, none of them distorted. */
    static List<List<Sighting>> of(String target, List<Sighting> sightings) {
        var scans = new CompleteListings();
        sightings.stream()
                .filter(Sighting::isPlainPage)
                .filter(it -> target.equals(it.account() + "/" + it.region()))
                .forEach(scans::add);
        return scans.complete;
    }

    private void add(Sighting page) {
        if (!follows(page)) {
            pages = new ArrayList<>();
        }
        if (page.pageNumber() != pages.size() + 1) {
            return;
        }
        pages.add(page);
        if (page.isLastPage()) {
            complete.add(pages);
            pages = new ArrayList<>();
        }
    }

    private boolean follows(Sighting page) {
        return pages.isEmpty()
                || (page.pageNumber() == pages.size() + 1
                        && page.pageSize() == pages.get(0).pageSize()
                        && page.total() == pages.get(0).total());
    }
}
