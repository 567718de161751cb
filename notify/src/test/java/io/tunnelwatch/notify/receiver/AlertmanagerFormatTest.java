package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AlertmanagerFormatTest {
    private static final Instant NOW = PlainNotices.FIRED.plusSeconds(600);

    private final AlertmanagerFormat format = new AlertmanagerFormat(URI.create("http://am.example.com:9093/prefix/"));

    @Test
    void shouldSendBothEndsOfAFiringAlertWithTheEndAhead() throws Exception {
        JsonNode it = alerts(PlainNotices.of("n1", PlainNotices.alert("a", AlertSeverity.CRITICAL)))
                .get(0);

        assertThat(it.path("startsAt").asText()).isEqualTo(PlainNotices.FIRED.toString());
        assertThat(it.path("endsAt").asText()).isEqualTo(NOW.plusSeconds(240).toString());
        assertThat(it.path("labels").toString())
                .isEqualTo("{\"account\":\"prod\",\"alertname\":\"ConnectionDown\",\"layer\":\"ipsec\","
                        + "\"region\":\"cn-hangzhou\",\"severity\":\"critical\",\"vpn_connection_id\":\"vco-a\"}");
        assertThat(it.path("annotations").path("summary").asText()).isEqualTo("vco-a is down");
        assertThat(it.path("annotations").has("advice"))
                .as("empty texts are left out")
                .isFalse();
    }

    @Test
    void shouldEndAResolvedAlertWhenItResolved() throws Exception {
        var resolved = PlainNotices.resolved(PlainNotices.alert("a", AlertSeverity.CRITICAL), NOW.minusSeconds(5));
        assertThat(alerts(PlainNotices.of("n2", resolved)).get(0).path("endsAt").asText())
                .isEqualTo(NOW.minusSeconds(5).toString());
    }

    /** Alertmanager answers 400 to an end that is not after the beginning. */
    @Test
    void shouldNeverEndBeforeTheBeginning() throws Exception {
        var instant = PlainNotices.resolved(PlainNotices.alert("a", AlertSeverity.CRITICAL), PlainNotices.FIRED);
        var ahead = PlainNotices.alert("b", AlertSeverity.CRITICAL);
        ahead.setFiredAt(NOW.plusSeconds(3_600));

        alerts(PlainNotices.of("n3", instant), PlainNotices.of("n4", ahead))
                .forEach(it -> assertThat(Instant.parse(it.path("endsAt").asText()))
                        .isAfter(Instant.parse(it.path("startsAt").asText())));
    }

    @Test
    void shouldMakeAnAlertOfADestinationThatFails() throws Exception {
        var failing = PlainNotices.of("n5", "destination/chat", NotificationKind.DELIVERY_FAILING);
        var restored = PlainNotices.of("n6", "destination/chat", NotificationKind.DELIVERY_RESTORED);

        var both = alerts(failing, restored);

        assertThat(both.get(0).path("labels").toString())
                .contains("\"alertname\":\"DeliveryFailing\"", "\"destination\":\"chat\"");
        assertThat(both.get(1).path("labels")).isEqualTo(both.get(0).path("labels"));
        assertThat(both.get(1).path("endsAt").asText()).startsWith("2026-03-01T10:00:00");
    }

    @Test
    void shouldRetryAllButWhatAlertmanagerItselfRefuses() {
        assertThat(outcome(200)).isInstanceOf(SendOutcome.Delivered.class);
        assertThat(outcome(400)).isInstanceOf(SendOutcome.Refused.class);
        for (int status : new int[] {401, 403, 404, 410, 413, 429, 500, 502, 503}) {
            assertThat(outcome(status)).as("%d", status).isInstanceOf(SendOutcome.Retry.class);
        }
    }

    @Test
    void shouldAddThePathOfTheApiOnce() {
        assertThat(address("http://am:9093")).isEqualTo("http://am:9093/api/v2/alerts");
        assertThat(address("http://am:9093/x/")).isEqualTo("http://am:9093/x/api/v2/alerts");
        assertThat(address("http://am:9093/api/v2/alerts")).isEqualTo("http://am:9093/api/v2/alerts");
    }

    private static String address(String base) {
        var notice = PlainNotices.of("n", PlainNotices.alert("a", AlertSeverity.INFO));
        return new AlertmanagerFormat(URI.create(base))
                .call(Message.of(notice), NOW)
                .address()
                .toString();
    }

    private SendOutcome outcome(int status) {
        return format.outcome(new ReceiverAnswer(status, Optional.empty(), ""));
    }

    private JsonNode alerts(Notification... notices) throws Exception {
        return new ObjectMapper()
                .readTree(format.call(new Message(List.of(notices)), NOW).body());
    }
}
