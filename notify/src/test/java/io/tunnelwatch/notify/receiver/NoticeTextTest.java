package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The words that all receivers are told. */
class NoticeTextTest {
    private static final NoticeStyle BARE = new NoticeStyle(Optional.empty(), Optional.empty(), ZoneOffset.UTC);

    private final Alert alert = Notices.alert("Office");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            FIRING              | CRITICAL | Critical: Office, connection down
            FIRING              | WARNING  | Warning: Office, connection down
            FIRING              | INFO     | Information: Office, connection down
            FIRING              | UNKNOWN  | Alert: Office, connection down
            UPDATED             | CRITICAL | Critical, changed: Office, connection down
            FLAPPING            | CRITICAL | Critical, comes and goes: Office, connection down
            DOWN_WHILE_FLAPPING | WARNING  | Warning, stays down: Office, connection down
            FLAP_END            | CRITICAL | Critical, steady now: Office, connection down
            UNKNOWN             | CRITICAL | Critical: Office, connection down
            """)
    void shouldSayInTheTitleHowBadItIs(AlertStatus status, AlertSeverity severity, String title) {
        alert.setStatus(status);
        alert.setSeverity(severity);

        assertThat(NoticeTitle.of(Notices.notice(NotificationKind.ALERT, alert)))
                .isEqualTo(title);
    }

    /** An alert that ends since nobody looks any more tells of no recovery. */
    @ParameterizedTest
    @CsvSource({
        "GOOD_FOR_LONG_ENOUGH, Resolved",
        "CONNECTION_DELETED, Deleted",
        "RETIRED, Not watched any more",
    })
    void shouldNotCallADeletionARecovery(String decision, String word) {
        Notices.ended(alert, decision);

        assertThat(NoticeTitle.of(Notices.notice(NotificationKind.ALERT, alert)))
                .isEqualTo(word + ": Office, connection down");
    }

    @ParameterizedTest
    @EnumSource(AlertRule.class)
    void shouldNameTheProblemOfEveryRule(AlertRule rule) {
        alert.setRule(rule);

        assertThat(NoticeTitle.of(Notices.notice(NotificationKind.ALERT, alert)))
                .matches("Critical: Office, .{5,}");
    }

    @ParameterizedTest
    @EnumSource(NotificationKind.class)
    void shouldHaveATitleAndARankForEveryKindWithAnAlertAndWithout(NotificationKind kind) {
        Notification bare = Notices.about(kind, "destination/ops", "A detail.");

        assertThat(NoticeText.of(bare, BARE).title()).isNotBlank();
        assertThat(NoticeText.of(bare, BARE).summary()).isEqualTo("A detail.");
        assertThat(NoticeText.of(Notices.notice(kind, alert), BARE).title()).isNotBlank();
        assertThat(Rank.of(bare)).isNotNull();
        Languages.all().forEach((name, it) -> {
            assertThat(JsonBodies.read(it.call(Message.of(bare), Notices.NOW).body())
                            .isObject())
                    .as(name)
                    .isTrue();
        });
    }

    @Test
    void shouldSayWhatSinceWhenWhatItAffectsWhyAndWhereToLook() {
        NoticeText text = NoticeText.of(Notices.notice(NotificationKind.ALERT, alert), Notices.STYLE);

        assertThat(text.summary()).startsWith("Office is down: phase 1 (IKE) is not established");
        assertThat(text.lines())
                .extracting(Line::plain)
                .containsExactly(
                        "Since: 2026-03-02 02:01:30 Asia/Shanghai; last seen well at 2026-03-02 02:01:00 Asia/Shanghai",
                        "Affects: traffic between 10.0.0.0/16, 10.1.0.0/16 and 192.168.0.0/24",
                        "Cause and next step: " + alert.getAdvice(),
                        "Where: 1234567890/cn-shanghai, vco-uf6abc, vpn-uf6gate, cgw-uf6peer",
                        "Tags: env=prod, owner=Office");
        assertThat(text.links())
                .containsExactly(
                        new Link("Open Tunnelwatch", URI.create("https://tunnelwatch.example/#/c/vco-uf6abc")),
                        new Link("Runbook", URI.create("https://wiki.example/runbook(1).md#phase1_not_established")));
    }

    @Test
    void shouldNameTheSectionOfTheRunbookWithoutItsAddress() {
        NoticeText text = NoticeText.of(Notices.notice(NotificationKind.ALERT, alert), BARE);

        assertThat(text.links()).isEmpty();
        assertThat(text.lines()).contains(new Line("Runbook", "docs/runbook.md#phase1_not_established"));
    }

    @Test
    void shouldSayThatABeginningIsNotKnown() {
        alert.setInitial(true);

        assertThat(NoticeText.of(Notices.notice(NotificationKind.ALERT, alert), BARE)
                        .lines())
                .contains(new Line("Since", "2026-03-01 18:01:30 Z, when it was first seen; it may be older"));
    }

    @Test
    void shouldSayHowLongItLasted() {
        NoticeText text = NoticeText.of(Notices.resolved(), BARE);

        assertThat(text.lines()).contains(new Line("From", "2026-03-01 18:01:30 Z to 2026-03-01 18:41:30 Z, 40 min"));
        assertThat(text.lines()).extracting(Line::label).doesNotContain("Cause and next step", "Runbook");
    }

    @Test
    void shouldNameSomeMembersAndCountTheRest() {
        assertThat(connections(12)).endsWith("vco-0009 and 2 more");
        assertThat(connections(10)).endsWith("vco-0009");
        assertThat(connections(500)).endsWith("vco-0009 and at least 490 more");
    }

    private static String connections(int members) {
        return NoticeText.of(Notices.notice(NotificationKind.ALERT, Notices.group(members)), BARE).lines().stream()
                .filter(it -> it.label().equals("Connections"))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void shouldCountTheNoticesOfADigest() {
        MessageText text = MessageText.of(
                new Message(List.of(Notices.resolved(), Notices.fired(), Notices.acknowledged(), Notices.fired())),
                BARE);

        assertThat(text.title()).isEqualTo("4 notices: 2 critical, 1 for information, 1 resolved");
        assertThat(text.rank()).isEqualTo(Rank.CRITICAL);
        assertThat(text.lines())
                .extracting(Line::label)
                .startsWith("Critical: Office Shanghai, connection down")
                .endsWith("Resolved: Office Shanghai, connection down");
    }

    @Test
    void shouldSayZWithoutAZoneAndTheZoneOtherwise() {
        assertThat(Notices.STYLE.time(Notices.NOW)).isEqualTo("2026-03-02 02:05:00 Asia/Shanghai");
    }
}
