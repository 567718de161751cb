package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A connection whose view lacks a known transition is unknown. */
class PendingViewUpdatesTest {
    private static final String KEY = "acct/region/vco-1";
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

    private final ManualClock clock = new ManualClock(BEGAN);
    private final ReadModel model = new ReadModel(clock, clock::nanos);

    @Test
    void shouldWaitTenSecondsForTheViewThatATransitionMakes() {
        // Given
        view(1);

        // When
        happened(2, TransitionKind.FACET_CHANGED);

        // Then
        clock.advance(Duration.ofSeconds(10));
        assertThat(model.laggingSince(view())).isEmpty();
        assertThat(model.lagging()).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(model.laggingSince(view())).contains(BEGAN.minusSeconds(30));
        assertThat(model.lagging()).containsExactlyEntriesOf(java.util.Map.of(KEY, Duration.ofSeconds(11)));
    }

    /** A target that is polled every two seconds must not be shown in an outdated state for ten. */
    @Test
    void shouldWaitTwoIntervalsWhereThePollerLooksMoreOften() {
        // Given
        view(1);
        judged(BEGAN, Duration.ofSeconds(2));

        // When
        happenedUnseenFor(Duration.ofSeconds(2));

        // Then
        clock.advance(Duration.ofSeconds(4));
        assertThat(model.laggingSince(view())).isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(model.laggingSince(view())).isPresent();
    }

    /** A row must not show an outdated state for longer than a target may go without a scan. */
    @Test
    void shouldWaitLessWhereTheLookThatFoundItCameLate() {
        // Given
        view(1);
        judged(BEGAN, Duration.ofSeconds(2)); // three intervals, and 2 s on the way, are 8 s

        // When
        happenedUnseenFor(Duration.ofSeconds(7));

        // Then
        clock.advance(Duration.ofSeconds(1));
        assertThat(model.laggingSince(view())).isEmpty();
        clock.advance(Duration.ofMillis(100));
        assertThat(model.laggingSince(view())).isPresent();
        view(2);
        assertThat(model.laggingSince(view())).isEmpty();
    }

    /** Page and history were both cut off: the page then reads at once what the history has yet to work through. */
    @Test
    void shouldWaitNoMoreForTheViewOfWhatHappenedLongBeforeItsTargetWasJudged() {
        // Given
        view(1);
        happened(2, TransitionKind.FACET_CHANGED);

        // When
        judged(BEGAN.plusSeconds(10), Duration.ofSeconds(30));
        assertThat(model.laggingSince(view())).isEmpty();
        judged(BEGAN.plusSeconds(11), Duration.ofSeconds(30));

        // Then
        assertThat(model.laggingSince(view())).contains(BEGAN.minusSeconds(30));
        assertThat(model.lagging()).containsOnlyKeys(KEY);
        view(2);
        assertThat(model.laggingSince(view())).isEmpty();
    }

    /** The poller was away, and its first scan after that finds much changed: the row shows the state before the gap. */
    @Test
    void shouldNotKnowTheViewOfBeforeAGapUntilItFollows() {
        // Given
        view(1);
        happened(2, TransitionKind.FACET_CHANGED); // since a scan of 30 s ago

        // When
        judged(BEGAN, Duration.ofSeconds(10));
        assertThat(model.laggingSince(view())).isEmpty();
        judged(BEGAN, Duration.ofSeconds(9)); // three of which are a gap, and 2 s on the way

        // Then
        assertThat(model.laggingSince(view())).contains(BEGAN.minusSeconds(30));
        view(2);
        assertThat(model.laggingSince(view())).isEmpty();
    }

    /** A page that has just started has waited for nothing yet. */
    @Test
    void shouldNotKnowTheViewOfBeforeWhenItsTargetWasJudgedAGapLater() {
        // Given
        view(1);
        happened(2, TransitionKind.FACET_CHANGED); // since a scan of 30 s ago

        // When
        judged(BEGAN.plusSeconds(2), Duration.ofSeconds(10)); // three of which, and 2 s on the way, are 32 s
        assertThat(model.laggingSince(view())).isEmpty();
        judged(BEGAN.plusSeconds(3), Duration.ofSeconds(10));

        // Then
        assertThat(model.laggingSince(view())).contains(BEGAN.minusSeconds(30));
    }

    @Test
    void shouldTakeNoNewTransitionForAFreshStart() {
        view(1);
        for (int i = 0; i < 4; i++) {
            happened(2 + i, TransitionKind.FACET_CHANGED);
            clock.advance(Duration.ofSeconds(3));
        }

        assertThat(model.laggingSince(view())).isPresent();
    }

    @Test
    void shouldWaitNoMoreOnceTheViewIsThere() {
        view(1);
        happened(2, TransitionKind.FACET_CHANGED);
        clock.advance(Duration.ofMinutes(1));

        view(2);

        assertThat(model.laggingSince(view())).isEmpty();
        assertThat(model.lagging()).isEmpty();
    }

    @Test
    void shouldNotKnowAViewThatIsMadeAnewFromTheBeginningUntilItIsThere() {
        view(9);
        happened(9, TransitionKind.FACET_CHANGED);
        clock.advance(Duration.ofMinutes(1));
        assertThat(model.laggingSince(view())).isEmpty();
        assertThat(model.lagging()).isEmpty();

        view(1);

        assertThat(model.laggingSince(view())).isPresent();
        assertThat(model.lagging()).containsKey(KEY);
    }

    /** A history that lost its state publishes the past again; its views on the way are outdated. */
    @Test
    void shouldNotKnowAViewThatGoesBackHoweverNewItWas() {
        // Given
        happened(9, TransitionKind.FACET_CHANGED);
        view(9);

        // When
        view(1);

        // Then
        assertThat(model.laggingSince(view())).contains(BEGAN.minusSeconds(30));
        view(9);
        assertThat(model.laggingSince(view())).isEmpty();
    }

    /** The topics are read side by side: the views may come first. */
    @Test
    void shouldNotKnowAViewThatGoesBackBeforeItsTransitionIsRead() {
        // Given
        view(9);

        // When
        view(1);

        // Then
        assertThat(model.laggingSince(view())).contains(BEGAN);
        assertThat(model.lagging()).containsKey(KEY);
        view(9);
        assertThat(model.laggingSince(view())).isEmpty();
    }

    @Test
    void shouldMissAConnectionThatNeverCameToTheBoardAndNoneThatWasDeleted() {
        happened(1, TransitionKind.CONNECTION_CREATED);
        clock.advance(Duration.ofMinutes(1));
        assertThat(model.lagging()).containsKey(KEY);

        happened(2, TransitionKind.CONNECTION_DELETED);
        happened(2, TransitionKind.FACET_ENDED); // of the same scan
        clock.advance(Duration.ofMinutes(1));

        assertThat(model.lagging()).isEmpty();
    }

    @Test
    void shouldMissNoConnectionOfATargetThatIsRetired() {
        happened(1, TransitionKind.CONNECTION_CREATED);
        happened(2, TransitionKind.RETIRED);
        clock.advance(Duration.ofMinutes(1));

        assertThat(model.lagging()).isEmpty();
    }

    @Test
    void shouldNotHearATransitionOfBeforeOrOneOfATarget() {
        view(5);
        happened(2, TransitionKind.FACET_CHANGED);
        model.put("acct/region", transition(8, TransitionKind.FACET_CHANGED, null));
        clock.advance(Duration.ofMinutes(1));

        assertThat(model.lagging()).isEmpty();
    }

    /**
     * A gap makes every facet unknown, one transition after the other; with half of them applied, the row is a mixture that
     * never existed.
     */
    @Test
    void shouldNotKnowAViewThatHasFollowedOneOfTwoTransitionsOfALook() {
        // Given
        view(1, FacetState.DOWN, FacetState.DOWN);

        // When
        happened(2, FacetKind.IPSEC, FacetState.UP);
        happened(2, FacetKind.REDUNDANCY, FacetState.UP);
        view(2, FacetState.UP, FacetState.DOWN);
        clock.advance(Duration.ofSeconds(11));

        // Then
        assertThat(model.laggingSince(view())).isPresent();
        view(2, FacetState.UP, FacetState.UP);
        assertThat(model.laggingSince(view())).isEmpty();
        assertThat(model.lagging()).isEmpty();
    }

    @Test
    void shouldStillAwaitAFacetWhenTheSameLookFindsAnotherConfiguration() {
        // Given
        view(1, FacetState.DOWN, FacetState.DOWN);

        // When
        happened(2, FacetKind.IPSEC, FacetState.UP);
        happened(2, TransitionKind.CONFIGURATION_CHANGED);
        view(2, FacetState.DOWN, FacetState.DOWN);
        clock.advance(Duration.ofSeconds(11));

        // Then
        assertThat(model.laggingSince(view())).isPresent();
        view(2, FacetState.UP, FacetState.DOWN);
        assertThat(model.laggingSince(view())).isEmpty();
    }

    @Test
    void shouldAwaitNothingOfAConnectionThatIsRemoved() {
        happened(2, TransitionKind.CONNECTION_CREATED);
        clock.advance(Duration.ofMinutes(1));
        assertThat(model.lagging()).containsKey(KEY);

        model.removeConnection(KEY);

        assertThat(model.lagging()).isEmpty();
    }

    private void judged(Instant at, Duration interval) {
        model.put(TargetView.newBuilder()
                .setAccount("acct")
                .setRegion("region")
                .setOrder(new Order(1L, 9L, 0))
                .setJudgedAt(at)
                .setLastComplete(at)
                .setPollIntervalMillis(interval.toMillis())
                .setNextPollDue(at.plus(interval))
                .setConnections(1)
                .build());
    }

    private void happened(long scan, TransitionKind kind) {
        model.put(KEY, transition(scan, kind, "vco-1"));
    }

    private void happened(long scan, FacetKind facet, FacetState to) {
        var it = transition(scan, TransitionKind.FACET_CHANGED, "vco-1");
        it.setFacet(facet);
        it.setTo(value(to));
        model.put(KEY, it);
    }

    private void happenedUnseenFor(Duration time) {
        var transition = transition(2, TransitionKind.FACET_CHANGED, "vco-1");
        transition.setNotBefore(clock.instant().minus(time));
        model.put(KEY, transition);
    }

    private Transition transition(long scan, TransitionKind kind, @Nullable String connection) {
        return Transition.newBuilder()
                .setTransitionId("t-" + scan)
                .setKind(kind)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId(connection)
                .setEntity("vco-1")
                .setNotBefore(clock.instant().minusSeconds(30))
                .setDetectedAt(clock.instant())
                .setOrder(new Order(1L, scan, 0))
                .build();
    }

    private void view(long scan) {
        view(scan, List.of());
    }

    private void view(long scan, FacetState ipsec, FacetState redundancy) {
        view(
                scan,
                List.of(
                        new FacetView(null, FacetKind.IPSEC, value(ipsec)),
                        new FacetView(null, FacetKind.REDUNDANCY, value(redundancy))));
    }

    private static FacetValue value(FacetState state) {
        return new FacetValue(state, FacetReason.UNKNOWN, "", BEGAN);
    }

    private void view(long scan, List<FacetView> facets) {
        model.put(
                KEY,
                ConnectionView.newBuilder()
                        .setAccount("acct")
                        .setRegion("region")
                        .setConnectionId("vco-1")
                        .setHeadline(value(FacetState.UP))
                        .setFacets(facets)
                        .setContext(
                                new ConnectionContext("", "", "", List.of(), "", "", List.of(), List.of(), List.of()))
                        .setChangedAt(BEGAN)
                        .setOrder(new Order(1L, scan, 0))
                        .build());
    }

    private ConnectionView view() {
        return model.connection("vco-1").orElseThrow();
    }
}
