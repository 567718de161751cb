package io.tunnelwatch.sink.api;

import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.CloseReason;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Recurrence;
import io.tunnelwatch.v1.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A model with connections and their histories, told by hand or at random. */
final class FleetHistory {
    private static final FacetState[] STATES = FacetState.values();

    /** No target of this name was ever scanned: its connections are not seen any more. */
    private static final String UNSEEN_REGION = "unseen";

    private final Instant now;
    private final ReadModel model;

    FleetHistory(Instant now) {
        this.now = now;
        var clock = new ManualClock(now);
        this.model = new ReadModel(clock, clock::nanos);
        new ApiFixture(model, now).looked();
    }

    ReadModel model() {
        return model;
    }

    void connection(String id, String name, String gateway, String environment) {
        connection(id, name, gateway, environment, "region", now, null);
    }

    private void connection(
            String id,
            String name,
            String gateway,
            String environment,
            String region,
            Instant since,
            @Nullable Instant deletedAt) {
        model.put(
                "acct/" + region + "/" + id,
                ConnectionView.newBuilder()
                        .setAccount("acct")
                        .setRegion(region)
                        .setConnectionId(id)
                        .setHeadline(new FacetValue(FacetState.UP, FacetReason.UNKNOWN, "", since))
                        .setFacets(List.of())
                        .setContext(new ConnectionContext(
                                name,
                                "VPNGW",
                                gateway,
                                List.of(),
                                "",
                                "active",
                                List.of(),
                                List.of(),
                                environment.isEmpty() ? List.of() : List.of(new Tag("env", environment))))
                        .setChangedAt(since)
                        .setDeletedAt(deletedAt)
                        .setOrder(new Order(1L, 1L, 0))
                        .build());
    }

    void state(String id, FacetState state, Instant from, @Nullable Instant to) {
        state(id, FacetKind.SERVICE, state, from, to, CloseReason.TRANSITION);
    }

    private void state(
            String id, FacetKind facet, FacetState state, Instant from, @Nullable Instant to, CloseReason reason) {
        model.put(Interval.newBuilder()
                .setIntervalId(id + facet + from)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(id)
                .setFacet(facet)
                .setState(state)
                .setReason(FacetReason.UNKNOWN)
                .setValidFrom(from)
                .setValidFromNotBefore(from)
                .setValidTo(to)
                .setCloseReason(to == null ? null : reason)
                .build());
    }

    /**
     * Tells a history about a window, and tells it to the naive opinion as well: connections that came late, were deleted, are not
     * seen any more, or had another facet for their state at first, and maintenance.
     */
    void random(SplittableRandom random, NaiveFleet naive, Instant from, Instant to) {
        int count = 1 + random.nextInt(14);
        for (int i = 0; i < count; i++) {
            random(random, naive.line("vco-" + (100 + i)), "vco-" + (100 + i), from, to);
        }
    }

    private void random(SplittableRandom random, NaiveFleet.Line line, String id, Instant from, Instant to) {
        int length = (int) (to.getEpochSecond() - from.getEpochSecond());
        boolean isDeleted = random.nextInt(4) == 0;
        boolean isUnseen = !isDeleted && random.nextInt(4) == 0;
        Instant at = random.nextInt(3) == 0 ? from : from.plusSeconds(random.nextInt(length) - length / 2);
        Instant seen = isUnseen ? at.plusSeconds(random.nextInt(2 * length)) : to;
        Instant splice = random.nextInt(4) == 0 ? at.plusSeconds(random.nextInt(length)) : Instant.MIN;
        Instant begin = at.isAfter(from) ? at : from;
        Instant end = isDeleted ? begin.plusSeconds(1 + random.nextInt(length)) : Instant.MAX;
        for (boolean isLast = false; !isLast; ) {
            FacetKind facet = at.isBefore(splice) ? FacetKind.IPSEC : FacetKind.SERVICE;
            Instant next = at.plusSeconds(1 + random.nextInt(random.nextInt(5) == 0 ? 150_000 : 4_000));
            next = at.isBefore(splice) && next.isAfter(splice) ? splice : next;
            isLast = !next.isBefore(to) || !next.isBefore(end);
            FacetState state = random.nextBoolean() ? FacetState.UP : STATES[random.nextInt(STATES.length)];
            boolean isOpen = isLast && !end.isBefore(to);
            seen = at.isBefore(seen) ? seen : at.plusSeconds(1); // a state that was read was seen at its beginning
            Instant last = isOpen ? to : next.isBefore(end) ? next : end;
            state(id, facet, state, at, isOpen ? null : last, isLast ? CloseReason.DELETED : CloseReason.TRANSITION);
            // Only an open interval is doubted: one that is closed was seen to its end.
            line.state(state, at, last, isOpen && isUnseen ? seen : Instant.MAX);
            at = last;
        }
        connection(
                id,
                "",
                "vpn-a",
                "",
                isUnseen ? UNSEEN_REGION : "region",
                seen,
                isDeleted && end.isBefore(to) ? end : null);
        for (int i = random.nextInt(3); i > 0; i--) {
            Instant start = from.plusSeconds(random.nextInt(length));
            Instant until = start.plusSeconds(1 + random.nextInt(40_000));
            model.commands().put(maintenance(id, i, start, until));
            line.plan(start, until);
        }
    }

    /** An hour of every night, for connections with a label. */
    void nightly(String label, String value) {
        model.commands()
                .put(Command.newBuilder(maintenance("nightly", 1, now.minus(Duration.ofDays(60)), now))
                        .setMatchers(List.of(new LabelMatcher(label, value, false, true)))
                        .setRecurrence(new Recurrence(List.of(), "02:00", 60, "UTC"))
                        .build());
    }

    private Command maintenance(String id, int number, Instant begin, Instant until) {
        return Command.newBuilder()
                .setCommandId(id + " " + number)
                .setType(CommandType.MAINTENANCE)
                .setBy("ann")
                .setReason("firmware")
                .setAt(begin)
                .setMatchers(List.of(new LabelMatcher("vpn_connection_id", id, false, true)))
                .setFrom(begin)
                .setUntil(until)
                .build();
    }
}
