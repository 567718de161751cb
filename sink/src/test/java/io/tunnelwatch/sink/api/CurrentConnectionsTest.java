package io.tunnelwatch.sink.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.util.Fields;
import org.eclipse.jetty.util.UrlEncoded;
import org.junit.jupiter.api.Test;

/** What is kept of earlier answers never shows: an API that keeps it answers as a new one, which has nothing to keep. */
class CurrentConnectionsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");
    private static final List<String> REGIONS = List.of("east", "west");
    private static final List<String> QUESTIONS = List.of(
            "", "?limit=2", "?limit=2&offset=1", "?after=acct/east/vco-1", "?sort=-since", "?state=DOWN", "?q=2");

    private final ManualClock clock = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(clock, clock::nanos);
    private final Api keeping = api();
    private Random random = new Random();
    private int scan = 1;

    @Test
    void shouldAnswerAsIfNothingWereKept() {
        for (int seed = 0; seed < 300; seed++) {
            random = new Random(seed);
            for (int step = 0; step < 40; step++) {
                somethingHappens();
                for (String question : QUESTIONS) {
                    assertThat(answer(keeping, question))
                            .as("seed %d, step %d, %s", seed, step, question)
                            .isEqualTo(answer(api(), question));
                }
            }
        }
    }

    @Test
    void shouldKeepTheListWhileNothingChanges() {
        var current = new CurrentConnections(model, ApiFixture.words(model));
        judged("east");
        model.put("acct/east/vco-1", existing(FacetState.UP, order()));
        var list = current.at(clock.instant());

        clock.advance(Duration.ofSeconds(1));
        judged("east");

        assertThat(current.at(clock.instant())).isSameAs(list);
        assertThat(list.json(0)).isSameAs(list.json(0));
    }

    /** The view was read before the two transitions of one scan, of which the first contradicts it. */
    @Test
    void shouldTrustAViewAgainOnceItsLastTransitionIsRead() {
        var order = new Order(1L, 7L, 0);
        judged("east");
        model.put("acct/east/vco-1", existing(FacetState.UP, order));
        model.put(
                "acct/east/vco-1",
                Transition.newBuilder(transition("east", "vco-1", FacetState.UNKNOWN))
                        .setOrder(order)
                        .build());
        clock.advance(Duration.ofSeconds(20));
        assertThat(answer(keeping, "")).contains("\"state\":\"UNKNOWN\"");

        model.put(
                "acct/east/vco-1",
                Transition.newBuilder(transition("east", "vco-1", FacetState.UP))
                        .setOrder(order)
                        .build());

        assertThat(answer(keeping, "")).contains("\"state\":\"UP\"");
    }

    private ConnectionView existing(FacetState state, Order order) {
        return ConnectionView.newBuilder(view("east", "vco-1", state))
                .setDeletedAt(null)
                .setOrder(order)
                .build();
    }

    private void somethingHappens() {
        String region = REGIONS.get(random.nextInt(REGIONS.size()));
        String id = "vco-" + random.nextInt(4);
        var state = random.nextBoolean() ? FacetState.UP : FacetState.DOWN;
        switch (random.nextInt(6)) {
            case 0 -> model.put("acct/" + region + "/" + id, view(region, id, state));
            case 1 -> model.put("acct/" + region + "/" + id, transition(region, id, state));
            case 2, 3 -> judged(region);
            case 4 -> clock.advance(Duration.ofSeconds(random.nextInt(70)));
            default -> {
                // nothing happens
            }
        }
    }

    private void judged(String region) {
        Instant at = clock.instant();
        model.put(new TargetView("acct", region, order(), at, at, 30_000L, at.plusSeconds(30), 4, null, null, ""));
    }

    private ConnectionView view(String region, String id, FacetState state) {
        var value = new FacetValue(state, FacetReason.UNKNOWN, "raw", clock.instant());
        return ConnectionView.newBuilder()
                .setAccount("acct")
                .setRegion(region)
                .setConnectionId(id)
                .setHeadline(value)
                .setFacets(List.of(new FacetView(null, FacetKind.IPSEC, value)))
                .setContext(context(id))
                .setChangedAt(clock.instant())
                .setDeletedAt(random.nextInt(4) == 0 ? clock.instant() : null)
                .setOrder(order())
                .build();
    }

    private Transition transition(String region, String id, FacetState state) {
        var value = new FacetValue(state, FacetReason.UNKNOWN, "raw", clock.instant());
        return Transition.newBuilder()
                .setTransitionId("t" + scan)
                .setKind(TransitionKind.FACET_CHANGED)
                .setAccount("acct")
                .setRegion(region)
                .setConnectionId(id)
                .setEntity(id)
                .setFacet(FacetKind.IPSEC)
                .setFrom(value)
                .setTo(value)
                .setContext(context(id))
                .setDetectedAt(clock.instant())
                .setNotBefore(clock.instant().minusSeconds(random.nextInt(60)))
                .setOrder(order())
                .build();
    }

    private static ConnectionContext context(String name) {
        return new ConnectionContext(name, "VPNGW", "vpn-a", List.of(), "", "active", List.of(), List.of(), List.of());
    }

    /** Sometimes the one before, and sometimes an earlier one: a history that lost its state reads the past again. */
    private Order order() {
        scan += random.nextInt(3) == 0 ? 0 : 1;
        return new Order(1L, random.nextInt(8) == 0 ? scan / 2 : (long) scan, 0);
    }

    private Api api() {
        return new Api(model, ApiFixture.words(model), clock, "");
    }

    private static String answer(Api api, String question) {
        var query = new Fields(true);
        if (!question.isEmpty()) {
            UrlEncoded.decodeTo(question.substring(1), query::add, StandardCharsets.UTF_8);
        }
        return new String(api.reply(Connections.PATH, query).body(), StandardCharsets.UTF_8);
    }
}
