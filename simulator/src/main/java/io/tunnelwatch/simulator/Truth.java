package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.Connection;
import io.tunnelwatch.simulator.story.ConnectionStatus;
import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.story.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The simulator's own record of what happened, computed from the scenario, and of what its answers showed. A detector's output
 * can be checked against it. Generated connections to which nothing ever happens are left out.
 */
public final class Truth {
    private final World world;
    private final Instant began;
    private final RequestLog requests;

    Truth(World world, Instant began, RequestLog requests) {
        this.world = world;
        this.began = began;
        this.requests = requests;
    }

    /** The values that the API would give at that instant; fields that it leaves out are left out here. */
    public SortedMap<Point, String> values(Instant at) {
        var values = new TreeMap<Point, String>();
        eventful().forEach(it -> read(it.at(millis(at)), values));
        return values;
    }

    /** Every change of a raw value in (from, until], polled or not, in order of time. */
    public List<StatusChange> changes(Instant from, Instant until) {
        return eventful()
                .flatMap(it -> changes(it, millis(from), millis(until)).stream())
                .sorted(Comparator.comparing(StatusChange::at).thenComparing(StatusChange::point))
                .toList();
    }

    /**
     * Every change that complete listings have shown since this process started, in the order in which they were seen within
     * each target.
     */
    public List<SeenChange> observable() {
        return world.targets().stream().flatMap(it -> observable(it).stream()).toList();
    }

    /** The answers given, oldest first; the oldest of very many are forgotten. */
    public List<Sighting> sightings() {
        return requests.sightings();
    }

    /** The values that an answer showed, and so what its caller could know. */
    public SortedMap<Point, String> shown(Sighting sighting) {
        var values = new TreeMap<Point, String>();
        statuses(sighting).forEach(it -> read(it, values));
        return values;
    }

    private List<StatusChange> changes(Connection connection, long from, long until) {
        var edges = new TreeSet<Long>();
        connection.edges(from, until, edges::add);
        var changes = new ArrayList<StatusChange>();
        var before = read(connection.at(from));
        for (long edge : edges) {
            var after = read(connection.at(edge));
            Instant at = began.plusMillis(edge);
            differences(before, after, (point, was, is) -> changes.add(new StatusChange(point, at, was, is)));
            before = after;
        }
        return changes;
    }

    private List<SeenChange> observable(String target) {
        var changes = new ArrayList<SeenChange>();
        Scan before = null;
        for (List<Sighting> pages : CompleteListings.of(target, requests.sightings())) {
            Scan scan = scan(pages);
            if (before != null) {
                compare(before, scan, changes);
            }
            before = scan;
        }
        return changes;
    }

    /** @param at by connection, the instant whose state its page showed */
    private record Scan(Instant last, Map<String, Instant> at, SortedMap<Point, String> values) {
        /** When the point was seen. A connection that is missing from the listing was seen to be missing with the last page. */
        Instant at(Point point) {
            return at.getOrDefault(point.connectionId(), last);
        }
    }

    private static void compare(Scan before, Scan after, List<SeenChange> changes) {
        differences(
                before.values,
                after.values,
                (point, was, is) -> changes.add(new SeenChange(point, was, is, before.at(point), after.at(point))));
    }

    private Scan scan(List<Sighting> pages) {
        var at = new TreeMap<String, Instant>();
        var values = new TreeMap<Point, String>();
        for (Sighting page : pages) {
            statuses(page).forEach(look -> {
                at.put(look.connection().id(), page.at());
                read(look, values);
            });
        }
        return new Scan(pages.get(pages.size() - 1).at(), at, values);
    }

    private Stream<ConnectionStatus> statuses(Sighting sighting) {
        Listing listing = world.listing(sighting.account(), sighting.region());
        return Cloud.page(
                listing,
                millis(sighting.at()),
                sighting.pageNumber(),
                sighting.pageSize(),
                sighting.filter(),
                sighting.distortion())
                .items()
                .stream();
    }

    private Stream<Connection> eventful() {
        return world.listings().values().stream().flatMap(Listing::eventful);
    }

    private static SortedMap<Point, String> read(@Nullable ConnectionStatus look) {
        var values = new TreeMap<Point, String>();
        read(look, values);
        return values;
    }

    private static void read(@Nullable ConnectionStatus look, Map<Point, String> into) {
        if (look == null) {
            return;
        }
        Connection connection = look.connection();
        put(into, connection, null, Facet.LIFECYCLE, look.lifecycle());
        put(into, connection, null, Facet.CONFIGURATION, look.configuration());
        for (int line = 0; line < look.lines().size(); line++) {
            var now = look.lines().get(line);
            String tunnel = connection.ends().get(line).tunnelId();
            put(into, connection, tunnel, Facet.STATUS, now.status());
            put(into, connection, tunnel, Facet.BGP, now.bgp());
            put(into, connection, tunnel, Facet.HEALTH, now.health());
            if (tunnel != null) {
                put(into, connection, tunnel, Facet.LIFECYCLE, now.lifecycle());
            }
        }
    }

    private static void put(
            Map<Point, String> into,
            Connection connection,
            @Nullable String tunnel,
            Facet facet,
            @Nullable String value) {
        if (value != null) {
            into.put(new Point(connection.account(), connection.region(), connection.id(), tunnel, facet), value);
        }
    }

    private interface Difference {
        void found(Point point, @Nullable String was, @Nullable String is);
    }

    private static void differences(Map<Point, String> before, Map<Point, String> after, Difference each) {
        var points = new TreeSet<>(before.keySet());
        points.addAll(after.keySet());
        for (Point point : points) {
            String was = before.get(point);
            String is = after.get(point);
            if (!Optional.ofNullable(was).equals(Optional.ofNullable(is))) {
                each.found(point, was, is);
            }
        }
    }

    private long millis(Instant at) {
        return Math.max(0, Duration.between(began, at).toMillis());
    }
}
