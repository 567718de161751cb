package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.model.CommandState.Phase;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of commands, as the model shows it. */
class GivenCommandsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z"); // a Saturday
    private static final Instant LATER = NOW.plus(Duration.ofHours(2));

    private final ReadModel model = new ReadModel();
    private final GivenCommands commands = model.commands();

    @Test
    void shouldListTheOldestInForceFirst() {
        commands.put(silence("new").setAt(NOW.minusSeconds(60)).build());
        commands.put(silence("old").setAt(NOW.minusSeconds(3_600)).build());
        commands.put(silence("next").setFrom(NOW.plusSeconds(60)).build());
        commands.put(silence("over").setUntil(NOW).build());
        commands.put(silence("refused").setRefused("no").build());

        assertThat(commands.current(NOW))
                .extracting(it -> it.command().getCommandId())
                .containsExactly("old", "new", "next");
        assertThat(commands.all(NOW))
                .extracting(CommandState::phase)
                .containsExactly(Phase.IN_FORCE, Phase.IN_FORCE, Phase.SCHEDULED, Phase.ENDED, Phase.REFUSED);
    }

    /** The two ids have the same hash, so that a map keeps them as they came. */
    @Test
    void shouldListTheNewestFirstOfThoseThatAreOver() {
        commands.put(silence("BB").setAt(NOW.minusSeconds(60)).setUntil(NOW).build());
        commands.put(silence("Aa").setAt(NOW.minusSeconds(60)).setUntil(NOW).build());
        commands.put(silence("old").setAt(NOW.minusSeconds(3_600)).setUntil(NOW).build());

        assertThat(commands.all(NOW))
                .extracting(it -> it.command().getCommandId())
                .containsExactly("Aa", "BB", "old");
    }

    @Test
    void shouldKeepTheNewestThousandRefusals() {
        for (int i = 0; i <= 1_000; i++) {
            assertThat(commands.all(NOW)).hasSize(i);
            commands.put(silence("r" + i).setRefused("no").build());
        }

        assertThat(commands.all(NOW))
                .hasSize(1_000)
                .extracting(it -> it.command().getCommandId())
                .contains("r1000", "r1")
                .doesNotContain("r0");
    }

    @Test
    void shouldCountWhatIsInForceOrWillBe() {
        commands.put(silence("now").build());
        commands.put(
                silence("next").setFrom(LATER).setUntil(LATER.plusSeconds(60)).build());
        commands.put(silence("cancelled").build());
        commands.put(command("end", CommandType.CANCEL).setCancels("cancelled").build());

        assertThat(commands.inForce(NOW)).isEqualTo(2);
        assertThat(commands.inForce(LATER)).isOne();
        assertThat(commands.inForce(LATER.plusSeconds(60))).isZero();
    }

    @Test
    void shouldMeasureTheMatchersOfWhatIsInForceOrWillBe() {
        commands.put(silence("now").build());
        long one = commands.sizeInForce(NOW);
        commands.put(silence("next").setUntil(LATER.plusSeconds(60)).build());

        assertThat(one).isPositive();
        assertThat(commands.sizeInForce(NOW)).isEqualTo(2 * one);
        assertThat(commands.sizeInForce(LATER)).isEqualTo(one);
    }

    @Test
    void shouldShowAnEndOnlyOfACommandThatHasOne() {
        commands.put(silence("x").build());
        commands.put(acknowledgement());
        commands.put(
                command("open", CommandType.ACKNOWLEDGE).setFingerprint("a").build());

        assertThat(commands.all(NOW)).extracting(CommandState::until).containsExactlyInAnyOrder(LATER, LATER, null);
    }

    @Test
    void shouldCountTheFirstRecordOfAnId() {
        commands.put(silence("x").setBy("ann").build());
        commands.put(silence("x").setBy("bob").build());

        assertThat(commands.find("x").orElseThrow().getBy()).isEqualTo("ann");
    }

    /** Two sinks may take the same id at once; each learns from the topic which record is the first. */
    @Test
    void shouldBelieveTheTopicAboutTheFirstRecordOfAnId() {
        commands.putWritten(silence("x").setBy("ann").build());
        assertThat(commands.find("x").orElseThrow().getBy()).isEqualTo("ann");

        commands.put(silence("x").setBy("bob").build());
        commands.put(silence("x").setBy("ann").build());

        assertThat(commands.find("x").orElseThrow().getBy()).isEqualTo("bob");
    }

    @Test
    void shouldCoverAlertsBeforeItHasComeBackFromTheTopic() {
        commands.putWritten(silence("x").build());

        assertThat(commands.covering(alert(AlertStatus.FIRING, NOW), NOW)).hasSize(1);
    }

    @Test
    void shouldNotReplaceARecordThatWasReadBeforeItsWriterHeardOfIt() {
        commands.put(silence("x").setBy("bob").build());

        commands.putWritten(silence("x").setBy("ann").build());
        commands.put(silence("x").setBy("ann").build());

        assertThat(commands.find("x").orElseThrow().getBy()).isEqualTo("bob");
    }

    @Test
    void shouldNotLetARefusedCommandTakeAnId() {
        Command refused = silence("x").setRefused("no").build();
        commands.put(refused);

        assertThat(commands.find("x")).isEmpty();
        assertThat(GivenCommands.key(refused)).isEqualTo("refused/x/" + NOW.toEpochMilli());
    }

    @Test
    void shouldEndACommandWhateverOrderTheRecordsComeIn() {
        commands.put(command("end", CommandType.CANCEL).setCancels("x").build());
        commands.put(silence("x").build());

        assertThat(phase("x", NOW)).isEqualTo(Phase.CANCELLED);
        assertThat(commands.covering(alert(AlertStatus.FIRING, NOW), NOW)).isEmpty();
    }

    @Test
    void shouldHaveBeenEndedByTheFirstWhateverOrderTheRecordsComeIn() {
        for (List<String> ids : List.of(List.of("1", "2", "3"), List.of("3", "2", "1"))) {
            String cancelled = "x" + ids;
            commands.put(silence(cancelled).build());
            for (String id : ids) {
                commands.put(command(cancelled + id, CommandType.CANCEL)
                        .setCancels(cancelled)
                        .setAt(id.equals("3") ? NOW.plusSeconds(1) : NOW)
                        .build());
            }

            assertThat(commands.state(cancelled, NOW))
                    .map(it -> it.endedBy())
                    .map(Command::getCommandId)
                    .contains(cancelled + "1");
        }
    }

    @Test
    void shouldCoverAlertsWhoseLabelsMatchWhileItLasts() {
        commands.put(silence("x").build());
        Alert alert = alert(AlertStatus.FIRING, NOW);

        assertThat(commands.covering(alert, NOW)).hasSize(1);
        assertThat(commands.covering(alert, LATER.minusMillis(1))).hasSize(1);
        assertThat(commands.covering(alert, LATER)).isEmpty();
    }

    @Test
    void shouldEndAnAcknowledgementWithItsIncident() {
        commands.put(acknowledgement());
        assertThat(phase("ack", NOW)).isEqualTo(Phase.ENDED);
        model.put(alert(AlertStatus.FIRING, NOW.minusSeconds(60)));
        assertThat(phase("ack", NOW)).isEqualTo(Phase.IN_FORCE);
        model.put(alert(AlertStatus.RESOLVED, NOW.minusSeconds(60)));
        assertThat(phase("ack", NOW)).isEqualTo(Phase.ENDED);

        model.put(alert(AlertStatus.FIRING, NOW.plusSeconds(60)));

        assertThat(phase("ack", NOW.plusSeconds(120))).isEqualTo(Phase.ENDED);
    }

    @ParameterizedTest
    @CsvSource({
        "ALERT, NOTIFY, ACKNOWLEDGEMENT_BROKEN, true",
        "ACKNOWLEDGEMENT_ENDED, SILENT, ACKNOWLEDGEMENT_BROKEN, true",
        "ACKNOWLEDGEMENT_ENDED, NOTIFY, EXPIRED, false",
        "ACKNOWLEDGEMENT_ENDED, NOTIFY, CANCELLED, false"
    })
    void shouldEndAnAcknowledgementThatTheGateHasEnded(
            NotificationKind kind, NotificationOutcome outcome, String reason, boolean isBroken) {
        commands.put(acknowledgement());
        Alert alert = alert(AlertStatus.FIRING, NOW.minusSeconds(60));
        model.put(alert);
        assertThat(commands.covering(alert, NOW)).hasSize(1);

        model.put(notice(kind, outcome, reason, "ack"));

        var state = commands.state("ack", NOW.plusSeconds(10)).orElseThrow();
        assertThat(state.phase()).isEqualTo(Phase.ENDED);
        assertThat(state.brokenAt()).isEqualTo(isBroken ? NOW.plusSeconds(5) : null);
        assertThat(commands.covering(alert, NOW)).isEmpty();
        assertThat(commands.inForce(NOW)).isZero();
        assertThat(commands.coveringAt(alert, NOW.plusSeconds(4))).containsExactly("ack");
        assertThat(commands.coveringAt(alert, NOW.plusSeconds(5))).isEmpty();
    }

    /** The topics are read side by side, so that a notice may come before the command that it names. */
    @Test
    void shouldEndABrokenAcknowledgementThatIsReadLater() {
        model.put(alert(AlertStatus.FIRING, NOW.minusSeconds(60)));
        model.put(notice(NotificationKind.ALERT, NotificationOutcome.NOTIFY, "ACKNOWLEDGEMENT_BROKEN", "ack"));
        commands.put(acknowledgement());

        assertThat(phase("ack", NOW)).isEqualTo(Phase.ENDED);
    }

    /** A silent notice names what keeps it silent, which goes on. */
    @Test
    void shouldNotEndTheSilenceThatHidesTheEndOfAnAcknowledgement() {
        commands.put(silence("x").build());
        Alert alert = alert(AlertStatus.FIRING, NOW.minusSeconds(60));
        model.put(alert);

        model.put(notice(NotificationKind.ACKNOWLEDGEMENT_ENDED, NotificationOutcome.SILENT, "SILENCED", "x"));

        assertThat(commands.state("x", NOW).orElseThrow()).satisfies(it -> {
            assertThat(it.phase()).isEqualTo(Phase.IN_FORCE);
            assertThat(it.brokenAt()).isNull();
        });
        assertThat(commands.covering(alert, NOW)).hasSize(1);
        assertThat(commands.inForce(NOW)).isOne();
    }

    /** For the gate the later one has replaced the earlier one; a third, given after the end, is a new one. */
    @Test
    void shouldEndWithAnAcknowledgementTheEarlierOnesThatItReplaced() {
        Alert alert = alert(AlertStatus.FIRING, NOW.minusSeconds(60));
        model.put(alert);
        commands.put(acknowledgement());
        commands.put(acknowledgement("second", 1));
        commands.put(acknowledgement("third", 10));

        model.put(notice(NotificationKind.ALERT, NotificationOutcome.NOTIFY, "ACKNOWLEDGEMENT_BROKEN", "second"));

        assertThat(phase("ack", NOW.plusSeconds(20))).isEqualTo(Phase.ENDED);
        assertThat(phase("second", NOW.plusSeconds(20))).isEqualTo(Phase.ENDED);
        assertThat(phase("third", NOW.plusSeconds(20))).isEqualTo(Phase.IN_FORCE);
        assertThat(commands.coveringAt(alert, NOW.plusSeconds(4))).containsExactly("ack", "second");
        assertThat(commands.coveringAt(alert, NOW.plusSeconds(20))).containsExactly("third");
    }

    /** An incident that was acknowledged and resolved has no end of its acknowledgement; that of a later incident is not its end. */
    @Test
    void shouldNotEndTheAcknowledgementOfAnEarlierIncident() {
        commands.put(acknowledgement());
        commands.put(acknowledgement("second", 3));
        var later = alert(AlertStatus.FIRING, NOW.plusSeconds(2));

        model.put(Notification.newBuilder(
                        notice(NotificationKind.ALERT, NotificationOutcome.NOTIFY, "ACKNOWLEDGEMENT_BROKEN", "second"))
                .setAlert(later)
                .build());

        assertThat(commands.state("second", NOW.plusSeconds(20)).orElseThrow().brokenAt())
                .isEqualTo(NOW.plusSeconds(5));
        assertThat(commands.state("ack", NOW.plusSeconds(20)).orElseThrow().brokenAt())
                .isNull();
    }

    private static Notification notice(
            NotificationKind kind, NotificationOutcome outcome, String reason, String commandId) {
        return Notification.newBuilder()
                .setNotificationId("n")
                .setFingerprint("a")
                .setKind(kind)
                .setOutcome(outcome)
                .setReason(reason)
                .setCommandId(commandId)
                .setAt(NOW.plusSeconds(5))
                .build();
    }

    /** Every Saturday at 16:30 in Shanghai, which is 08:30 UTC, for an hour; the last one may begin on 5 December. */
    @ParameterizedTest
    @CsvSource({
        "2026-11-21T08:29:59Z, SCHEDULED, 2026-11-21T08:30:00Z",
        "2026-11-21T08:30:00Z, IN_FORCE, 2026-11-21T08:30:00Z",
        "2026-11-21T09:29:59Z, IN_FORCE, 2026-11-21T08:30:00Z",
        "2026-11-21T09:30:00Z, SCHEDULED, 2026-11-28T08:30:00Z",
        "2026-12-05T09:00:00Z, IN_FORCE, 2026-12-05T08:30:00Z",
        "2026-12-05T09:30:00Z, ENDED, 2026-11-21T08:00:00Z",
        "2027-01-05T09:30:00Z, ENDED, 2026-11-21T08:00:00Z"
    })
    void shouldReturnOnItsDays(String at, Phase phase, String from) {
        commands.put(silence("m")
                .setType(CommandType.MAINTENANCE)
                .setRecurrence(new Recurrence(List.of("SATURDAY"), "16:30", 60, "Asia/Shanghai"))
                .setUntil(Instant.parse("2026-12-05T08:30:00Z"))
                .build());

        var state = commands.state("m", Instant.parse(at)).orElseThrow();

        assertThat(state.phase()).isEqualTo(phase);
        assertThat(state.from()).isEqualTo(from);
        assertThat(commands.covering(alert(AlertStatus.FIRING, NOW), Instant.parse(at)))
                .hasSize(phase == Phase.IN_FORCE ? 1 : 0);
    }

    /** The last Saturday before the end is 5 December. */
    @Test
    void shouldShowTheWholeTimeOfAMaintenanceThatDoesNotReturn() {
        Instant end = Instant.parse("2026-12-10T00:00:00Z");
        Instant before = end.minus(Duration.ofDays(4));
        commands.put(silence("m")
                .setType(CommandType.MAINTENANCE)
                .setRecurrence(new Recurrence(List.of("SATURDAY"), "16:30", 60, "Asia/Shanghai"))
                .setUntil(end)
                .build());

        assertThat(commands.state("m", before)).map(CommandState::until).contains(before);
        assertThat(commands.state("m", LATER.plus(Duration.ofDays(30))))
                .map(CommandState::until)
                .contains(end);
    }

    /** Another writer's record, which the API would have refused. */
    @Test
    void shouldShowTheTimeOfACommandThatMakesNoSense() {
        commands.put(silence("x")
                .setMatchers(List.of(new LabelMatcher("alertname", "(", true, true)))
                .build());

        assertThat(phase("x", NOW)).isEqualTo(Phase.ENDED);
        assertThat(commands.state("x", NOW)).map(CommandState::until).contains(LATER);
    }

    @Test
    void shouldKnowWhatCoveredAnAlertAtAnEarlierTime() {
        // Given
        Alert alert = alert(AlertStatus.FIRING, NOW.minusSeconds(60));
        commands.put(silence("x").setUntil(NOW.plusSeconds(10)).build());
        commands.put(acknowledgement());
        commands.acknowledgementEnded("a", "ack", new AcknowledgementEnds.End(NOW.plusSeconds(20), true, null));
        commands.put(silence("cancelled").build());
        commands.put(command("end", CommandType.CANCEL)
                .setCancels("cancelled")
                .setAt(NOW.plusSeconds(30))
                .build());
        // When
        commands.current(LATER); // what is over must not be forgotten
        // Then
        assertThat(commands.coveringAt(alert, NOW.minusMillis(1))).isEmpty();
        assertThat(commands.coveringAt(alert, NOW)).containsExactly("ack", "cancelled", "x");
        assertThat(commands.coveringAt(alert, NOW.plusSeconds(10))).containsExactly("ack", "cancelled");
        assertThat(commands.coveringAt(alert, NOW.plusSeconds(20))).containsExactly("cancelled");
        assertThat(commands.coveringAt(alert, NOW.plusSeconds(30))).isEmpty();
        assertThat(commands.coveringAt(alert(AlertStatus.RESOLVED, NOW.minusSeconds(60)), NOW))
                .containsExactly("cancelled", "x");
    }

    private Phase phase(String id, Instant at) {
        return commands.state(id, at).orElseThrow().phase();
    }

    private static Command acknowledgement() {
        return acknowledgement("ack", 0);
    }

    private static Command acknowledgement(String id, int second) {
        return command(id, CommandType.ACKNOWLEDGE)
                .setAt(NOW.plusSeconds(second))
                .setFingerprint("a")
                .setUntil(LATER)
                .build();
    }

    private static Command.Builder silence(String id) {
        return command(id, CommandType.SILENCE)
                .setMatchers(List.of(new LabelMatcher("alertname", "BgpDown", false, true)))
                .setUntil(LATER);
    }

    private static Command.Builder command(String id, CommandType type) {
        return Command.newBuilder().setCommandId(id).setType(type).setBy("ann").setAt(NOW);
    }

    private static Alert alert(AlertStatus status, Instant firedAt) {
        return Alert.newBuilder()
                .setFingerprint("a")
                .setStepId("step")
                .setRule(AlertRule.BgpDown)
                .setSeverity(AlertSeverity.WARNING)
                .setStatus(status)
                .setActive(status != AlertStatus.RESOLVED)
                .setAccount("acct")
                .setRegion("region")
                .setEntity("vco-1")
                .setSince(firedAt)
                .setNotBefore(firedAt)
                .setFiredAt(firedAt)
                .setUpdatedAt(firedAt)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }
}
