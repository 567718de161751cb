package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The incident that a notice opens, acknowledges or resolves, and the notices that wake nobody. */
class PagerDutyFormatTest {
    private static final String GROUP = "9d2c7be04f6811aa3355779900bbddff";

    private final Alert alert = Notices.alert("Office");

    @ParameterizedTest
    @CsvSource({
        "ALERT, trigger, resolve",
        "REMINDER, trigger, resolve",
        "ACKNOWLEDGED, acknowledge, acknowledge",
        "ACKNOWLEDGEMENT_ENDING, trigger, resolve",
        "ACKNOWLEDGEMENT_ENDED, trigger, resolve",
        "DELIVERY_FAILING, trigger, trigger",
        "DELIVERY_RESTORED, resolve, resolve",
        "MAINTENANCE_STARTED, , ",
        "MAINTENANCE_ENDED, , ",
        "CONFIGURATION_CHANGED, , ",
        "TEST, , ",
        "UNKNOWN, , ",
    })
    void shouldChooseTheActionByKindAndState(NotificationKind kind, String active, String over) {
        assertThat(action(Notices.notice(kind, alert))).isEqualTo(active);
        assertThat(action(Notices.notice(kind, Notices.ended(alert, "GOOD_FOR_LONG_ENOUGH"))))
                .isEqualTo(over);
    }

    @Test
    void shouldNeverPageForAChangeOfTheConfiguration() {
        ReceiverRequest call = Languages.call("pagerduty", Notices.named("configuration-changed"));

        assertThat(call.address().getPath()).isEqualTo("/v2/change/enqueue");
        JsonNode event = JsonBodies.read(call.body());
        assertThat(event.has("event_action")).isFalse();
        assertThat(event.has("dedup_key")).isFalse();
        assertThat(event.at("/payload/summary").textValue()).contains("ike.encryption");
    }

    @Test
    void shouldGiveTheMembersOfAGroupTheKeyOfTheGroup() {
        alert.setInhibitedBy(GROUP);

        assertThat(event(Notices.notice(NotificationKind.ALERT, alert))
                        .path("dedup_key")
                        .textValue())
                .isEqualTo(GROUP);
        assertThat(event(Notices.notice(NotificationKind.ALERT, Notices.group(5)))
                        .path("dedup_key")
                        .textValue())
                .isEqualTo(GROUP);
    }

    @Test
    void shouldNotEndTheIncidentOfAGroupForOneMember() {
        alert.setInhibitedBy(GROUP);

        assertThat(action(Notices.notice(NotificationKind.ACKNOWLEDGED, alert))).isNull();
        assertThat(action(Notices.notice(NotificationKind.ALERT, Notices.ended(alert, "GOOD_FOR_LONG_ENOUGH"))))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({"CRITICAL, critical", "WARNING, warning", "INFO, info", "UNKNOWN, error"})
    void shouldTranslateTheSeverity(AlertSeverity severity, String word) {
        alert.setSeverity(severity);

        assertThat(event(Notices.notice(NotificationKind.ALERT, alert))
                        .at("/payload/severity")
                        .textValue())
                .isEqualTo(word);
    }

    @Test
    void shouldKeepOneKeyThroughTheLifeOfAnAlert() {
        String key = event(Notices.notice(NotificationKind.ALERT, alert))
                .path("dedup_key")
                .textValue();
        alert.setSeverity(AlertSeverity.WARNING);

        assertThat(event(Notices.notice(NotificationKind.ACKNOWLEDGED, alert))
                        .path("dedup_key")
                        .textValue())
                .isEqualTo(key);
        Notices.ended(alert, "GOOD_FOR_LONG_ENOUGH");
        assertThat(event(Notices.notice(NotificationKind.ALERT, alert))
                        .path("dedup_key")
                        .textValue())
                .isEqualTo(key);
        assertThat(key).isEqualTo(alert.getFingerprint());
    }

    private static JsonNode event(Notification notice) {
        return JsonBodies.read(Languages.call("pagerduty", Message.of(notice)).body());
    }

    private static @Nullable String action(Notification notice) {
        return event(notice).path("event_action").textValue();
    }
}
