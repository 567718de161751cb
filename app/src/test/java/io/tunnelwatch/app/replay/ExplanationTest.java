package io.tunnelwatch.app.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.app.GoldenFile;
import io.tunnelwatch.app.console.Terminal;
import io.tunnelwatch.app.console.Times;
import io.tunnelwatch.app.replay.PlannedOutages.Outage;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Order;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an explanation says about the notices of its subject's alerts. */
class ExplanationTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final Explanation story = new Explanation("vco-1", at -> at.isBefore(NOW.plusSeconds(100)));

    @Test
    void shouldSayWhoWasToldWhen() {
        story.add(notice(NotificationOutcome.NOTIFY, "FIRED", 0, "chat", "phone")
                .setAlert(alert("vco-1"))
                .build());
        story.add(notice(NotificationOutcome.DELIVERED, "OK", 2, "chat").build());
        story.add(notice(NotificationOutcome.FAILED, "GIVEN_UP", 90, "phone")
                .setAttempts(12)
                .setDetail("HTTP 503")
                .build());

        assertThat(lines())
                .containsExactly(
                        "2026-11-21T08:00:00Z  ConnectionDown vco-1  notice to chat, phone (FIRED)",
                        "2026-11-21T08:00:02Z  ConnectionDown vco-1  notice delivered to chat",
                        "2026-11-21T08:01:30Z  ConnectionDown vco-1  notice failed at phone, tried 12 times: HTTP 503"
                                + " (GIVEN_UP)");
    }

    @Test
    void shouldSayWhyNobodyWasTold() {
        story.add(notice(NotificationOutcome.SILENT, "IN_MAINTENANCE", 0)
                .setDetail("Not sent: maintenance 12 until 18:00, by ann: firmware")
                .setAlert(alert("vco-1"))
                .build());
        story.add(notice(NotificationOutcome.NOTIFY, "STILL_FIRING", 1)
                .setAlert(alert("vco-1"))
                .build());

        assertThat(lines())
                .containsExactly(
                        "2026-11-21T08:00:00Z  ConnectionDown vco-1  Not sent: maintenance 12 until 18:00, by ann:"
                                + " firmware (IN_MAINTENANCE)",
                        "2026-11-21T08:00:01Z  ConnectionDown vco-1  notice to nobody: no destination takes it"
                                + " (STILL_FIRING)");
    }

    @Test
    void shouldLeaveOutNoticesOfOtherSubjectsAndTimes() {
        story.add(notice(NotificationOutcome.NOTIFY, "FIRED", 0, "chat")
                .setAlert(alert("vco-2"))
                .build());
        story.add(notice(NotificationOutcome.NOTIFY, "FIRED", 200, "chat")
                .setAlert(alert("vco-1"))
                .build());

        assertThat(story.isEmpty()).isTrue();
    }

    @Test
    void shouldTellOfAGroupsNoticesToItsMembers() {
        Alert group = alert("vpn-a");
        group.setMembers(List.of("vco-1", "vco-2"));
        story.add(notice(NotificationOutcome.NOTIFY, "FIRED", 0, "chat")
                .setAlert(group)
                .build());

        assertThat(lines()).singleElement().asString().contains("ConnectionDown vpn-a", "notice to chat");
    }

    /** The facet as it was seen, and its alert: held for two scans, fired, told, resolved. */
    @ParameterizedTest
    @CsvSource({"80,true", "200,true", "80,false"})
    void shouldDrawWhatWasSeenHeldAndSent(int columns, boolean isUnicode) throws IOException {
        var terminal = new Terminal(
                true,
                columns,
                ZoneId.of("Asia/Shanghai"),
                Clock.fixed(PlannedOutages.time(60), ZoneOffset.UTC),
                isUnicode);
        var drawn = new Explanation(PlannedOutages.id(0), at -> true);
        var rehearsal = new Rehearsal(Rules.defaults());
        new PlannedOutages(List.of("成都"), List.of(new Outage(0, 10, 1), new Outage(0, 20, 16)), 60)
                .observations()
                .forEach(it -> drawn.add(rehearsal.decide(PlannedOutages.TARGET, it)));
        Alert alert = alert(PlannedOutages.id(0));
        alert.setAccount("acme");
        alert.setRegion("cn-hangzhou");
        Instant fired = PlannedOutages.time(22);
        drawn.add(notice(NotificationOutcome.NOTIFY, "FIRED", 0, "chat")
                .setAlert(alert)
                .setAt(fired)
                .build());
        drawn.add(notice(NotificationOutcome.DELIVERED, "OK", 0, "chat")
                .setAt(fired)
                .build());
        drawn.add(notice(NotificationOutcome.FAILED, "GIVEN_UP", 0, "phone")
                .setAt(fired.plusSeconds(600))
                .build());
        var out = new StringWriter();

        drawn.timeline().print(new PrintWriter(out, true), terminal, new Times(terminal, false));

        GoldenFile.compare("explain-" + columns + (isUnicode ? "" : "-ascii"), out.toString());
    }

    private List<String> lines() {
        return story.steps().stream()
                .map(it -> it.path("at").asText() + "  " + it.path("about").asText() + "  "
                        + it.path("what").asText())
                .toList();
    }

    private static Notification.Builder notice(
            NotificationOutcome outcome, String reason, int second, String... destinations) {
        return Notification.newBuilder()
                .setNotificationId("n")
                .setFingerprint("f")
                .setKind(NotificationKind.ALERT)
                .setOutcome(outcome)
                .setReason(reason)
                .setDestinations(List.of(destinations))
                .setAt(NOW.plusSeconds(second));
    }

    private static Alert alert(String entity) {
        return Alert.newBuilder()
                .setFingerprint("f")
                .setStepId("step")
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(AlertStatus.FIRING)
                .setActive(true)
                .setAccount("acct")
                .setRegion("region")
                .setEntity(entity)
                .setSince(NOW)
                .setNotBefore(NOW)
                .setFiredAt(NOW)
                .setUpdatedAt(NOW)
                .setOrder(new Order(1L, 1L, 0))
                .build();
    }
}
