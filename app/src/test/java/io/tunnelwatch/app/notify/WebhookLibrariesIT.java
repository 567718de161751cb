package io.tunnelwatch.app.notify;

import static io.tunnelwatch.app.notify.NoticeTopic.firing;
import static io.tunnelwatch.app.notify.NoticeTopic.resolved;
import static io.tunnelwatch.app.notify.NoticeTopic.telling;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.NodeProject;
import io.tunnelwatch.notify.NotifySettings;
import io.tunnelwatch.notify.Receivers;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.ConnectionContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What our webhooks send, verified by other people's libraries: that of Standard Webhooks, and that of Svix. */
class WebhookLibrariesIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> FORMATS = List.of("standard", "cloudevents", "alertmanager");
    private static final String SECRET = "whsec_bXVzdC1uZXZlci1iZS1zaG93bi1maXJzdC1zZWNyZXQ=";
    private static final String NEXT_SECRET = "whsec_bXVzdC1uZXZlci1iZS1zaG93bi1zZWNvbmQtb25lIQ==";
    private static final String WRONG_SECRET = "whsec_bXVzdC1uZXZlci1iZS1zaG93bi1vZi1zdHJhbmdlcnM=";

    @Test
    void shouldSendWhatTheLibrariesOfItsReceiversAccept() throws Exception {
        // Given
        var node = NodeProject.install(Path.of("src/test/receivers"), Path.of("target/webhook-libraries"));
        List<JsonNode> requests = requests();

        // When
        List<JsonNode> verdicts = verdicts(node, requests);

        // Then
        assertThat(verdicts).hasSize(requests.size() * 2);
        assertThat(verdicts).extracting(it -> it.path("library").asText()).contains("standardwebhooks", "svix");
        for (JsonNode it : verdicts) {
            String what = it.toString();
            assertThat(it.path("accepted")).as(what).hasSize(2).allMatch(JsonNode::asBoolean);
            for (String tampering : List.of("wrongSecret", "changedBody", "changedId", "changedTime")) {
                assertThat(it.path(tampering).isBoolean()).as(what).isTrue();
                assertThat(it.path(tampering).asBoolean()).as(tampering + what).isFalse();
            }
        }
    }

    /** Sends a beginning and an end in each format, over HTTP, and returns what the server saw. */
    private static List<JsonNode> requests() throws Exception {
        Alert alert = Alert.newBuilder(firing("vco-1", AlertSeverity.CRITICAL))
                .setSummary("杭州 \"plant\" <b>é</b> 🚇 \u2028 is down")
                .setContext(ConnectionContext.newBuilder().setName("工厂 \\ 1").build())
                .build();
        var requests = new ArrayList<JsonNode>();
        for (String format : FORMATS) {
            try (var hook = new RecordingReceiver()) {
                send(hook, format, alert, resolved(alert));
                assertThat(hook.told()).hasSize(2);
                hook.told().forEach(it -> requests.add(request(format, it)));
            }
        }
        return requests;
    }

    private static void send(RecordingReceiver hook, String format, Alert... alerts) {
        var settings = NotifySettings.of(Settings.of(Map.of(
                KafkaAccess.BOOTSTRAP_SERVERS,
                "127.0.0.1:1",
                KafkaAccess.REGISTRY_URL,
                "http://127.0.0.1:1",
                "notify.hook.type",
                "webhook",
                "notify.hook.url",
                hook.url(),
                "notify.hook.format",
                format,
                "notify.hook.secret",
                SECRET + " " + NEXT_SECRET)));
        try (var client = new GuardedHttpClient();
                var receivers = new Receivers(client, settings.style())) {
            var receiver = receivers.of(settings.destinations().get(0)).get(0).receiver();
            for (Alert it : alerts) {
                var message = Message.of(telling("n-" + it.getStatus(), it, "hook"));
                assertThat(receiver.tell(message, Instant.now())).isInstanceOf(SendOutcome.Delivered.class);
            }
        }
    }

    private static JsonNode request(String format, RecordingReceiver.Told told) {
        var headers = new HashMap<>(told.headers());
        headers.keySet().removeIf(it -> !it.startsWith("webhook-"));
        return JSON.valueToTree(Map.of(
                "name",
                format + " " + told.id(),
                "secrets",
                List.of(SECRET, NEXT_SECRET),
                "wrongSecret",
                WRONG_SECRET,
                "headers",
                headers,
                "body",
                told.text()));
    }

    private static List<JsonNode> verdicts(NodeProject node, List<JsonNode> requests) throws Exception {
        Path input = node.home().resolve("webhook-requests.jsonl");
        Path output = node.home().resolve("webhook.jsonl");
        Files.write(input, requests.stream().map(JsonNode::toString).toList());
        if (node.run(List.of("node", "webhook.mjs", input.getFileName().toString()), output) != 0) {
            throw new AssertionError("The receiver's library gave up: " + node.complaints());
        }
        var verdicts = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(output)) {
            verdicts.add(JSON.readTree(line));
        }
        return verdicts;
    }
}
