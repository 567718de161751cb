package io.tunnelwatch.ingest.poller;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/** An account whose list shifts while it is read, page by page; it knows the true state. */
final class ShiftingCloud implements VpnApi {
    private static final int FEWEST = 105;
    private static final int MOST = 195;
    private static final String[] STATUSES = {"ipsec_sa_established", "ike_sa_not_established"};

    /** Ids of deleted connections; an id never comes again. */
    final Set<String> deleted = new HashSet<>();

    /** Listings that lacked a connection which existed from their first page to their last. */
    int hiding;

    /** Such listings that were accepted, while a lookup found the connection. */
    int saved;

    private final Random random;

    /** The connections in the API's order. */
    private final List<ConnectionSnapshot> list = new ArrayList<>();

    private final Set<String> throughout = new HashSet<>();
    private final Set<String> shown = new HashSet<>();
    private double unrest;
    private int made;

    /** @param unrest probability of a change between two pages */
    ShiftingCloud(long seed, double unrest) {
        this.random = new Random(seed);
        this.unrest = unrest;
        while (list.size() < (FEWEST + MOST) / 2) {
            create(list.size());
        }
    }

    void calm() {
        unrest = 0;
    }

    Map<String, Long> hashes() {
        var hashes = new TreeMap<String, Long>();
        list.forEach(it -> hashes.put(it.getConnectionId(), it.getContentHash()));
        return hashes;
    }

    @Override
    public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
        if (page == 1) {
            shown.clear();
            throughout.clear();
            list.forEach(it -> throughout.add(it.getConnectionId()));
        }
        int from = Math.min(list.size(), (page - 1) * pageSize);
        int to = Math.min(list.size(), from + pageSize);
        var items = List.copyOf(list.subList(from, to));
        var answer = new Answered<>(new ListingPage(OptionalInt.of(page), list.size(), items), "request");
        items.forEach(it -> shown.add(it.getConnectionId()));
        if (to == list.size() && !shown.containsAll(throughout)) {
            hiding++;
        }
        if (random.nextDouble() < unrest) {
            shift();
        }
        return answer;
    }

    private void shift() {
        switch (random.nextInt(6)) {
            case 0 -> delete(random.nextInt(list.size()));
            case 1 -> create(0);
            case 2 -> create(list.size());
            case 3 -> {
                // The total stays, an item of a page already read disappears, and the first item of the next page is
                // never shown.
                delete(random.nextInt(50));
                create(list.size());
            }
            case 4 -> {
                create(0);
                delete(list.size() - 1);
            }
            default -> change(random.nextInt(list.size()));
        }
    }

    private void create(int at) {
        if (list.size() < MOST) {
            list.add(at, FakeCloud.connection("vco-%07d".formatted(made++), STATUSES[0]));
        }
    }

    private void delete(int at) {
        if (list.size() > FEWEST) {
            String id = list.remove(at).getConnectionId();
            deleted.add(id);
            throughout.remove(id);
        }
    }

    private void change(int at) {
        list.set(at, FakeCloud.connection(list.get(at).getConnectionId(), STATUSES[random.nextInt(STATUSES.length)]));
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(TargetId target, String connectionId) {
        for (ConnectionSnapshot it : list) {
            if (it.getConnectionId().equals(connectionId)) {
                saved++;
                return new Answered<>(it, "request");
            }
        }
        return FakeCloud.notFound();
    }

    @Override
    public Outcome<DownloadedPeerConfiguration> peerConfiguration(TargetId target, String connectionId) {
        return Failed.without(FailureClass.DENIED, "not asked for in these tests");
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(TargetId target, List<String> connectionIds, List<String> tunnelIds) {
        return Failed.without(FailureClass.DENIED, "not asked for in these tests");
    }
}
