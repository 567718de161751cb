package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The model of a customer: what it holds, and what it lacks. */
class CustomerCopyTest {
    private static final String KEY = "acct/region/vco-1";
    private static final CustomerScope SCOPE = new CustomerScope(Map.of("tag_customer", "acme"));

    private final ManualClock clock = new ManualClock();
    private final Instant began = clock.instant();
    private final SampleRecords records = new SampleRecords(began);
    private final ReadModel model = new ReadModel(clock, clock::nanos);

    @Test
    void shouldNotKnowAViewThatLacksATransition() {
        model.put(KEY, view());
        model.put(KEY, transition());
        clock.advance(Duration.ofSeconds(11));

        var own = model.of(SCOPE);

        assertThat(own.laggingSince(view())).contains(began);
        assertThat(own.lagging()).containsKey(KEY);
    }

    /** The transition that gave the tag is not read yet. */
    @Test
    void shouldShowNothingOfBeforeTheViewHoweverOftenItComes() {
        model.put(KEY, view());
        model.put(KEY, view());

        var past = model.of(SCOPE).past();

        assertThat(past.connections(began.minusSeconds(1))).isEmpty();
        assertThat(past.connections(began)).hasSize(1);
    }

    /** The ids that people choose may tell something. */
    @Test
    void shouldNumberTheMaintenanceThatWasEnteredAtOneTime() {
        model.put(KEY, view());
        for (String id : List.of("b", "a", "c")) {
            model.commands().put(maintenance(id, "tag_customer", "acme"));
        }

        String first = "maintenance-" + began.toEpochMilli();
        assertThat(model.of(SCOPE).commands().all(began))
                .extracting(it -> it.command().getCommandId())
                .containsExactly(first, first + "-2", first + "-3");
    }

    /** The alert tells of the half hour before it. */
    @Test
    void shouldHoldTheStepsOfAnAlertWithoutWhatWasDecided() {
        // Given
        tell();
        Alert fired = alert("1", 31);
        model.put(fired);
        model.put(alert("2", 40));
        // When
        var own = model.of(SCOPE);
        // Then
        assertThat(own.alert("a")).map(Alert::getDecision).contains("");
        assertThat(own.incident("a", Optional.empty()).orElseThrow().steps())
                .extracting(Alert::getStepId)
                .containsExactly("1", "2");
        assertThat(own.past().alerts(fired.getUpdatedAt())).hasSize(1);
    }

    @Test
    void shouldHoldTheConfigurationTheTunnelsAndTheTarget() {
        // Given
        tell();
        // When
        var own = model.of(SCOPE);
        // Then
        assertThat(own.configuration(view())).isPresent();
        assertThat(own.target("acct", "region")).isPresent();
        for (String entity : List.of("vco-1", "tun-1", "acct/region")) {
            assertThat(own.intervals().knows(entity)).as(entity).isTrue();
        }
        assertThat(own.intervals().knows("tun-9")).isFalse();
    }

    @Test
    void shouldHoldTheMaintenanceOfATunnel() {
        tell();
        model.commands().put(maintenance("m", "tunnel_id", "tun-1"));
        model.commands().put(maintenance("other", "tunnel_id", "tun-9"));

        assertThat(model.of(SCOPE).commands().all(began)).hasSize(1);
    }

    /** The connection is the customer's from its beginning, and everything is known about it. */
    private void tell() {
        model.put(KEY, created());
        model.put(KEY, view());
        model.put(records.target("region"));
        model.put(Observation.newBuilder(records.observation("region"))
                .setBody(ConnectionSnapshot.newBuilder()
                        .setConnectionId("vco-1")
                        .setContentHash(1)
                        .setStatus("ipsec_sa_established")
                        .build())
                .build());
        for (String entity : List.of("vco-1", "tun-1", "tun-9", "acct/region")) {
            long from = began.toEpochMilli();
            var up = new FacetLabel(FacetState.UP, FacetReason.UNKNOWN, "", null);
            model.intervals().put(entity, FacetKind.SERVICE, from, FacetTimeline.OPEN, from, up);
        }
    }

    private Command maintenance(String id, String label, String value) {
        return records.command(id)
                .setType(CommandType.MAINTENANCE)
                .setMatchers(List.of(new LabelMatcher(label, value, false, true)))
                .setUntil(began.plusSeconds(60))
                .build();
    }

    private Alert alert(String step, int minute) {
        Instant fired = began.plus(Duration.ofMinutes(31));
        return Alert.newBuilder(records.alert("a"))
                .setStepId(step)
                .setConnectionId("vco-1")
                .setContext(context())
                .setDecision("BAD_FOR_LONG_ENOUGH")
                .setNotBefore(fired)
                .setFiredAt(fired)
                .setUpdatedAt(began.plus(Duration.ofMinutes(minute)))
                .build();
    }

    private ConnectionView view() {
        var facet = new FacetValue(FacetState.UP, FacetReason.UNKNOWN, "", began);
        return ConnectionView.newBuilder(records.connection("vco-1"))
                .setFacets(List.of(new FacetView("tun-1", FacetKind.IPSEC, facet)))
                .setContext(context())
                .build();
    }

    private static ConnectionContext context() {
        return ConnectionContext.newBuilder()
                .setTags(List.of(new Tag("customer", "acme")))
                .build();
    }

    private Transition created() {
        return Transition.newBuilder(transition())
                .setKind(TransitionKind.CONNECTION_CREATED)
                .setContext(context())
                .setOrder(SampleRecords.ORDER)
                .build();
    }

    private Transition transition() {
        return Transition.newBuilder()
                .setTransitionId("t")
                .setKind(TransitionKind.FACET_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setEntity("vco-1")
                .setNotBefore(began)
                .setDetectedAt(began)
                .setOrder(new Order(1L, 2L, 0))
                .build();
    }
}
