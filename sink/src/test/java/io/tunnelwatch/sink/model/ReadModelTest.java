package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the model learns beside the record itself, and what it forgets with it. */
class ReadModelTest {
    private static final String KEY = "acct/region/vco-1";

    private final ManualClock clock = new ManualClock();
    private final SampleRecords records = new SampleRecords(clock.instant());
    private final ReadModel model = new ReadModel(clock, clock::nanos);

    @Test
    void shouldRaiseTheVersionWithEachChangeOfAView() {
        long first = model.viewVersion();
        model.put(KEY, records.connection("vco-1"));
        long second = model.viewVersion();
        model.removeConnection(KEY);

        assertThat(second).isGreaterThan(first);
        assertThat(model.viewVersion()).isGreaterThan(second);
    }

    @Test
    void shouldForgetTheConfigurationOfAConnectionThatIsRemoved() {
        var view = records.connection("vco-1");
        model.put(KEY, view);
        model.put(Observation.newBuilder(records.observation("region"))
                .setBody(ConnectionSnapshot.newBuilder()
                        .setConnectionId("vco-1")
                        .setContentHash(1)
                        .setStatus("ipsec_sa_established")
                        .build())
                .build());
        assertThat(model.configuration(view)).isPresent();

        model.removeConnection(KEY);

        assertThat(model.configuration(view)).isEmpty();
    }

    @Test
    void shouldForgetTheStepsOfAnAlertThatIsRemoved() {
        model.put(records.alert("a"));
        assertThat(model.incident("a", Optional.empty())).isPresent();

        model.removeAlert("a");

        assertThat(model.incident("a", Optional.empty())).isEmpty();
        assertThat(model.past().alerts(clock.instant())).isEmpty();
    }

    /** The topic of the alerts is compacted; the decisions are not. */
    @Test
    void shouldLearnAStepFromTheDecisionAboutIt() {
        model.put(Notification.newBuilder(records.notice("a"))
                .setAlert(records.alert("a"))
                .build());

        assertThat(model.past().alerts(clock.instant())).containsExactly(records.alert("a"));
    }

    @Test
    void shouldMissNoStepSinceItHasReadItsTopics() {
        model.markCatchingUp();
        assertThat(model.past().alertsCompleteSince()).isEqualTo(Instant.MAX);

        model.markCaughtUp();

        assertThat(model.past().alertsCompleteSince()).isEqualTo(clock.instant());
    }

    @Test
    void shouldKnowAnAlertUntilItsTargetWasJudgedOrUntilItsLastStep() {
        var alert = records.alert("a");
        assertThat(model.knownUntil(alert)).isEqualTo(clock.instant());

        model.put(judged("region", 60));
        assertThat(model.knownUntil(alert)).isEqualTo(clock.instant().plusSeconds(60));

        model.put(judged("region", -60));
        assertThat(model.knownUntil(alert)).isEqualTo(clock.instant());
    }

    @Test
    void shouldKnowTheLatestScanOfAnyTarget() {
        assertThat(model.latestComplete(clock.instant())).isEmpty();

        model.put(judged("region", -60));
        model.put(judged("region-2", -90));

        assertThat(model.latestComplete(clock.instant()))
                .contains(clock.instant().minusSeconds(60));
    }

    @Test
    void shouldHaveTheChangesOfAConnectionThatIsGone() {
        var created = Transition.newBuilder()
                .setTransitionId("t")
                .setKind(TransitionKind.CONNECTION_CREATED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-1")
                .setEntity("vco-1")
                .setNotBefore(clock.instant())
                .setDetectedAt(clock.instant())
                .setOrder(SampleRecords.ORDER)
                .build();
        model.put(KEY, created);

        assertThat(model.changes(KEY)).containsExactly(created);
        assertThat(model.isFollowed()).isFalse();
        model.put(KEY, records.connection("vco-1"));
        assertThat(model.isFollowed()).isTrue();
    }

    private TargetView judged(String region, int second) {
        Instant at = clock.instant().plusSeconds(second);
        return TargetView.newBuilder(records.target(region))
                .setJudgedAt(at)
                .setLastComplete(at)
                .setNextPollDue(at.plusSeconds(30))
                .build();
    }
}
