package io.tunnelwatch.notify.receiver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("S-41")
class WebhookFormatTest {
    private static final URI ADDRESS = URI.create("http://hooks.example.com/in");
    private static final Instant NOW = Instant.ofEpochSecond(1_674_087_231);
    private static final String KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String OTHER_KEY = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    /** The vector was computed with the library of Standard Webhooks. */
    @Test
    void shouldSignAsTheLibraryDoes() {
        assertThat(StandardWebhookSecret.of(KEY)
                        .signature("msg_p5jXN8AQM9LWM0D4loKWxJek", 1_674_087_231, "{\"test\": 2432232314}"))
                .isEqualTo("v1,AQG81rX2n4rTN1fkXoqILSHO9gAOcwya9dP41rhrQDI=");
    }

    @Test
    void shouldSignWithEachKeyWhileOneIsReplaced() {
        String both = StandardWebhookSecret.of(KEY + "\n" + OTHER_KEY).signature("id", 1, "{}");
        assertThat(both)
                .isEqualTo(StandardWebhookSecret.of(KEY).signature("id", 1, "{}") + " "
                        + StandardWebhookSecret.of(OTHER_KEY).signature("id", 1, "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"must-never", "whsec_must+never", "whsec_bXVzdC1uZXZlcg==", "whsec_!must-never", ""})
    void shouldRefuseAnotherSecretWithoutShowingIt(String secret) {
        assertThatThrownBy(() -> new WebhookFormat(ADDRESS, WebhookBody.STANDARD, Optional.of(new Password(secret))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the secret must be 'whsec_'")
                .hasMessageNotContaining("must-never")
                .hasMessageNotContaining("must+never");
    }

    @Test
    void shouldSignTheBodyThatIsSent() {
        var format = new WebhookFormat(ADDRESS, WebhookBody.STANDARD, Optional.of(new Password(KEY)));
        var call = format.call(Message.of(firing("a")), NOW);

        assertThat(call.headers())
                .containsEntry("webhook-id", "n-a")
                .containsEntry("webhook-timestamp", "1674087231")
                .containsEntry(
                        "webhook-signature",
                        StandardWebhookSecret.of(KEY).signature("n-a", 1_674_087_231, call.body()));
        assertThat(call.toString()).doesNotContain("v1,").doesNotContain(KEY);
    }

    @Test
    void shouldTellOfTheAlertInAStandardWebhook() throws Exception {
        JsonNode body = body(WebhookBody.STANDARD, firing("a"));
        assertThat(body.path("type").asText()).isEqualTo("alert.firing");
        assertThat(body.path("timestamp").asText()).isEqualTo(PlainNotices.FIRED.toString());
        assertThat(body.at("/data/alert/severity").asText()).isEqualTo("CRITICAL");
        assertThat(body.at("/data/alert/labels/alertname").asText()).isEqualTo("ConnectionDown");
        assertThat(body(
                                WebhookBody.STANDARD,
                                PlainNotices.of("m", "maintenance/7", NotificationKind.MAINTENANCE_STARTED))
                        .path("type")
                        .asText())
                .isEqualTo("maintenance.started");
    }

    @Test
    void shouldSpeakTheFourthVersionOfAlertmanagersWebhook() throws Exception {
        var resolved =
                PlainNotices.of("n-b", PlainNotices.resolved(PlainNotices.alert("b", AlertSeverity.CRITICAL), NOW));

        JsonNode body = body(WebhookBody.ALERTMANAGER, firing("a"), resolved);

        assertThat(body.path("version").asText()).isEqualTo("4");
        assertThat(body.path("status").asText()).isEqualTo("firing");
        assertThat(body.path("alerts")).hasSize(2);
        assertThat(body.at("/alerts/0/endsAt").asText()).isEqualTo("0001-01-01T00:00:00Z");
        assertThat(body.at("/alerts/1/status").asText()).isEqualTo("resolved");
        assertThat(body.at("/alerts/1/endsAt").asText()).isEqualTo(NOW.toString());
        assertThat(body.at("/commonLabels/severity").asText()).isEqualTo("critical");
        assertThat(body.path("commonLabels").has("vpn_connection_id")).isFalse();
        assertThat(body.path("groupKey").asText()).startsWith("{}:{account=\"prod\", ");
    }

    @Test
    void shouldWrapTheNoticeInACloudEvent() throws Exception {
        var format = new WebhookFormat(ADDRESS, WebhookBody.CLOUDEVENTS, Optional.empty());
        var call = format.call(Message.of(firing("a")), NOW);
        JsonNode body = new ObjectMapper().readTree(call.body());

        assertThat(call.headers()).containsEntry("Content-Type", "application/cloudevents+json");
        assertThat(body.path("specversion").asText()).isEqualTo("1.0");
        assertThat(body.path("id").asText()).isEqualTo("n-a");
        assertThat(body.path("source").asText()).isEqualTo("/tunnelwatch/prod/cn-hangzhou");
        assertThat(body.path("subject").asText()).isEqualTo("vco-a");
        assertThat(body.at("/data/alert/fingerprint").asText()).isEqualTo("a");
    }

    @Test
    void shouldGiveADigestAnIdOfItsOwnThatStaysTheSame() {
        var format = new WebhookFormat(ADDRESS, WebhookBody.ALERTMANAGER, Optional.empty());
        var digest = new Message(List.of(firing("a"), firing("b")));
        String id = format.call(digest, NOW).headers().get("webhook-id");
        assertThat(id)
                .startsWith("digest-")
                .isEqualTo(format.call(digest, NOW.plusSeconds(9)).headers().get("webhook-id"));
        assertThat(format.call(new Message(List.of(firing("b"), firing("a"))), NOW)
                        .headers()
                        .get("webhook-id"))
                .isNotEqualTo(id);
    }

    @Test
    void shouldRefuseNoMessageForWhatIsWrongWithTheSender() {
        var format = new WebhookFormat(ADDRESS, WebhookBody.STANDARD, Optional.empty());
        assertThat(format.outcome(new ReceiverAnswer(403, Optional.empty(), "")))
                .isInstanceOf(SendOutcome.Retry.class);
        assertThat(format.outcome(new ReceiverAnswer(422, Optional.empty(), "")))
                .isInstanceOf(SendOutcome.Refused.class);
        assertThat(format.outcome(new ReceiverAnswer(410, Optional.empty(), "")))
                .isInstanceOf(SendOutcome.Gone.class);
        assertThat(format.outcome(new ReceiverAnswer(204, Optional.empty(), "")))
                .isInstanceOf(SendOutcome.Delivered.class);
    }

    private static Notification firing(String fingerprint) {
        return PlainNotices.of("n-" + fingerprint, PlainNotices.alert(fingerprint, AlertSeverity.CRITICAL));
    }

    private static JsonNode body(WebhookBody kind, Notification... notices) throws Exception {
        var format = new WebhookFormat(ADDRESS, kind, Optional.empty());
        return new ObjectMapper()
                .readTree(format.call(new Message(List.of(notices)), NOW).body());
    }
}
