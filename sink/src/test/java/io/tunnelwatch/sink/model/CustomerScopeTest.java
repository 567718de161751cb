package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.sink.api.ClockSteps;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.packet.IncidentLog;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Tag;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.util.Fields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What belongs to a customer, and since when. */
class CustomerScopeTest {
    private static final Instant NOON = IncidentLog.NOON;
    private static final Instant HORIZON = NOON.minus(Duration.ofDays(90));
    private static final CustomerScope SCOPE = new CustomerScope(Map.of("tag_customer", "acme"));

    @ParameterizedTest
    @CsvSource({
        "customer=acme, true",
        "customer=acme;env=prod, true",
        "customer=acme2, false",
        "customer=Acme, false",
        "Customer=acme, false",
        "customers=acme, false",
        "env=acme, false",
        "'', false"
    })
    void shouldSeeConnectionsWithTheTag(String tags, boolean isSeen) {
        assertThat(SCOPE.sees(context(tags))).isEqualTo(isSeen);
    }

    /** The cloud tells {@code a.b} and {@code a_b} apart, and a label does not. */
    @Test
    void shouldNotSeeAConnectionWithAnotherValueUnderTheSameLabel() {
        var scope = new CustomerScope(Map.of("tag_a_b", "acme"));

        assertThat(scope.sees(context("a.b=acme"))).isTrue();
        assertThat(scope.sees(context("a.b=acme;a_b=acme"))).isTrue();
        assertThat(scope.sees(context("a.b=acme;a_b=other"))).isFalse();
    }

    @Test
    void shouldNeedAllTags() {
        var scope = new CustomerScope(Map.of("tag_customer", "acme", "tag_env", "prod"));

        assertThat(scope.sees(context("customer=acme;env=prod"))).isTrue();
        assertThat(scope.sees(context("customer=acme"))).isFalse();
        assertThatThrownBy(() -> new CustomerScope(Map.of())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldNotSeeAnAlertThatMayTellOfOthers() {
        assertThat(SCOPE.visible(alert("customer=acme").build(), HORIZON)).isPresent();
        assertThat(SCOPE.visible(alert("customer=other").build(), HORIZON)).isEmpty();
        assertThat(SCOPE.visible(alert("customer=acme").setConnectionId(null).build(), HORIZON))
                .isEmpty();
        assertThat(SCOPE.visible(
                        alert("customer=acme").setMembers(List.of("vco-2")).build(), HORIZON))
                .isEmpty();
        assertThat(SCOPE.visible(alert("customer=acme").setContext(null).build(), HORIZON))
                .isEmpty();
    }

    private static Alert.Builder alert(String tags) {
        return IncidentLog.step("f", AlertStatus.FIRING, 0, 1, 1).setContext(context(tags));
    }

    @Test
    void shouldKnowNothingOfTheTimeBeforeTheFirstChangeIfItGaveTheTag() {
        var given = change(-60, "customer=acme", new ConfigurationChange(null, "tags.customer", "other", "acme"));

        assertThat(since(false, given)).isEqualTo(given.getDetectedAt());
    }

    @Test
    void shouldGoBackToTheHorizonIfTheTagWasThereAllAlong() {
        var renamed = change(-60, "customer=acme", new ConfigurationChange(null, "name", "a", "b"));

        assertThat(since(false)).isEqualTo(HORIZON);
        assertThat(since(false, renamed)).isEqualTo(HORIZON);
    }

    @Test
    void shouldStartAnewWhenAConnectionComesBack() {
        var given = change(-60, "customer=acme", new ConfigurationChange(null, "tags.customer", "", "acme"));
        var taken = change(-50, "customer=other", new ConfigurationChange(null, "tags.customer", "acme", "other"));
        var back = change(-40, "customer=acme", new ConfigurationChange(null, "tags.customer", "other", "acme"));

        assertThat(since(false, given, taken, back)).isEqualTo(back.getDetectedAt());
    }

    /** The view has the tag already, and the change that gave it has not been read yet. */
    @Test
    void shouldKnowNothingBeforeAViewThatIsAheadOfItsChanges() {
        var taken = change(-50, "customer=other", new ConfigurationChange(null, "tags.customer", "acme", "other"));

        assertThat(since(true)).isEqualTo(NOON);
        assertThat(since(false, taken)).isEqualTo(NOON);
    }

    /** What is yet to be read may say whose connection it was. */
    @Test
    void shouldShowNothingBeforeEverythingHasBeenRead() {
        var model = new ReadModel();
        var steps = new ClockSteps(Clock.systemUTC(), System::nanoTime, () -> {});
        var customers = new CustomerViews(model, FeedStatus.HEALTHY, steps, Clock.systemUTC(), System::nanoTime, "");

        model.markCatchingUp();
        assertThat(customers.reply(SCOPE, "/api/v1/summary", new Fields(), "").status())
                .isEqualTo(503);
        model.markCaughtUp();
        assertThat(customers.reply(SCOPE, "/api/v1/summary", new Fields(), "").status())
                .isEqualTo(200);
    }

    private static Instant since(boolean isAhead, Transition... changes) {
        var view = ConnectionView.newBuilder()
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setHeadline(new FacetValue(FacetState.UP, FacetReason.UNKNOWN, "", NOON))
                .setFacets(List.of())
                .setContext(context("customer=acme"))
                .setChangedAt(NOON)
                .setOrder(new Order(1L, 1L, 0))
                .build();
        return new ScopeSince(SCOPE, HORIZON).of(view, List.of(changes), isAhead);
    }

    private static Transition change(int minutes, String tags, ConfigurationChange change) {
        return Transition.newBuilder()
                .setTransitionId("t" + minutes)
                .setKind(TransitionKind.CONFIGURATION_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setEntity("vco-1")
                .setNotBefore(IncidentLog.at(minutes))
                .setDetectedAt(IncidentLog.at(minutes))
                .setContext(context(tags))
                .setChanges(List.of(change))
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }

    private static ConnectionContext context(String tags) {
        List<Tag> all = tags.isEmpty()
                ? List.of()
                : List.of(tags.split(";")).stream()
                        .map(it -> it.split("="))
                        .map(it -> new Tag(it[0], it[1]))
                        .toList();
        return ConnectionContext.newBuilder().setTags(all).build();
    }
}
