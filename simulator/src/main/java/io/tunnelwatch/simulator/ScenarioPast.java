package io.tunnelwatch.simulator;

import io.tunnelwatch.simulator.story.CloudIds;
import io.tunnelwatch.simulator.story.Connection;
import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.wire.Format;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The answers that the demo's cloud would have given in the month before the demo, without any call. */
public final class ScenarioPast {
    /** The length of the scripted month. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** The largest page of the API; the demo's targets fit on one. */
    private static final int PAGE = 50;

    /** Work that was announced the day before. In it, demo-past.yaml takes the gateway down. */
    private static final PlannedWork FIRMWARE = new PlannedWork(
            CloudIds.id("vpn", "gw-hangzhou-dc"),
            Duration.ofDays(25).plusHours(9),
            Duration.ofDays(26).plusHours(20),
            Duration.ofHours(1),
            "new firmware for the gateway of the data centres");

    private final Scenario scenario;
    private final Instant began;
    private final Instant from;
    private final Instant end;

    /**
     * A planned interruption of a gateway.
     *
     * @param declared time from the start of the month at which somebody declared it
     * @param from time from the start of the month at which it was to begin
     */
    public record PlannedWork(String gatewayId, Duration declared, Duration from, Duration length, String reason) {}

    /**
     * The last days before the demo. The month begins at midnight, so that its nights are nights.
     *
     * @param length at most {@link #LONGEST}
     * @param end the start of the demo
     */
    public static ScenarioPast beforeDemo(Duration length, Instant end, ZoneId zone) {
        var midnight = end.atZone(zone).toLocalDate().atStartOfDay(zone).toInstant();
        return new ScenarioPast(Scenario.demoPast(), midnight.minus(LONGEST), end.minus(length), end);
    }

    private ScenarioPast(Scenario scenario, Instant began, Instant from, Instant end) {
        this.scenario = scenario;
        this.began = began;
        this.from = from;
        this.end = end;
    }

    public List<String> targets() {
        return scenario.targets();
    }

    /** The answers to a listing of the target: the first at the start of the past, then one at each of its changes. */
    public SortedMap<Instant, byte[]> listings(String target) {
        Listing listing = listing(target);
        var answers = new TreeMap<Instant, byte[]>();
        changes(listing).forEach(millis -> answers.put(began.plusMillis(millis), answer(listing, millis)));
        return answers;
    }

    /** The planned work that was declared in this past. */
    public List<PlannedWork> plannedWork() {
        return Stream.of(FIRMWARE)
                .filter(it -> !at(it.declared()).isBefore(from))
                .toList();
    }

    /** @param time from the start of the month */
    public Instant at(Duration time) {
        return began.plus(time);
    }

    private SortedSet<Long> changes(Listing listing) {
        long first = millis(from);
        long last = millis(end);
        var changes = new TreeSet<>(List.of(first));
        listing.eventful().forEach((Connection it) -> it.edges(first, last, changes::add));
        return changes;
    }

    private static byte[] answer(Listing listing, long millis) {
        Listing.Page page = listing.page(millis, 0, PAGE, Listing.Filter.NONE);
        if (page.total() > PAGE) {
            throw new IllegalStateException("the demo's past has more connections than fit on a page");
        }
        return Answers.connections(Format.JSON, "", page, 1, PAGE);
    }

    private Listing listing(String target) {
        int slash = target.indexOf('/');
        return scenario.world().listing(target.substring(0, slash), target.substring(slash + 1));
    }

    private long millis(Instant at) {
        return Duration.between(began, at).toMillis();
    }
}
