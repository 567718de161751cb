package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The model of a customer lacks what the model lacks from which it is made. */
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

    private ConnectionView view() {
        return ConnectionView.newBuilder(records.connection("vco-1"))
                .setContext(ConnectionContext.newBuilder()
                        .setTags(List.of(new Tag("customer", "acme")))
                        .build())
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
