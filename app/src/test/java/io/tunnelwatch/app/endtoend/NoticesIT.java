package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.tunnelwatch.app.notify.RecordingReceiver;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a tunnel that goes down in the cloud to the person who is told, who answers, and is told no more than needed. */
@Timeout(300)
class NoticesIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String SCENARIO =
            """
            accounts:
              - {name: test, regions: [cn-hangzhou]}
            gateways:
              - {name: here}
              - {name: there}
              - {name: elsewhere}
            connections:
              - {name: brief, gateway: here}
              - {name: long, gateway: there}
              - {name: quiet, gateway: elsewhere}
            timeline:
              - {at: PT0S, connection: brief, is: down}
              - {at: PT0S, connection: long, is: down}
              - {at: PT80S, connection: brief, is: up}
              - {at: PT85S, connection: quiet, is: down}
            """;

    @TempDir
    Path directory;

    @Test
    void shouldTellEachCauseOnceThroughAKillAndObeyAnswers() throws Exception {
        try (var receiver = new RecordingReceiver();
                var cloud = Simulator.start(Scenario.parse("notices", SCENARIO), 0, Instant.now());
                var running = RunningTunnelwatch.start(directory, settings(cloud, receiver))) {
            // Given: two alerts that fire, one of them acknowledged, and a silence for what is still to come
            await(() -> told(receiver, "brief").size() == 1
                    && told(receiver, "long").size() == 1);
            command(
                    running,
                    "{\"id\":\"a1\",\"type\":\"ACKNOWLEDGE\",\"fingerprint\":\"%s\"}"
                            .formatted(fingerprint(running, "long")));
            command(
                    running,
                    "{\"id\":\"s1\",\"type\":\"SILENCE\",\"matcher\":[\"vpn_connection_name=quiet\"],"
                            + "\"reason\":\"it is being rebuilt\",\"for\":\"PT1H\"}");
            await(() -> told(receiver, "long").equals(List.of("ALERT", "ACKNOWLEDGED")));

            // When
            running.kill();
            running.restart();

            // Then: the end of the one is told, and nothing a second time
            await(() -> told(receiver, "brief").equals(List.of("ALERT", "ALERT is over")));
            await(() -> silenced(running, "quiet"));
            assertThat(told(receiver, "long")).containsExactly("ALERT", "ACKNOWLEDGED");
            assertThat(told(receiver, "quiet")).isEmpty();

            // When: the silence is taken back
            command(running, "{\"id\":\"c1\",\"type\":\"CANCEL\",\"cancels\":\"s1\"}");

            // Then
            await(() -> told(receiver, "quiet").equals(List.of("ALERT")));
            assertThat(receiver.ids()).doesNotHaveDuplicates();
            await(() -> running.body("/metrics").contains("tunnelwatch_notices_total{destination=\"ops\""));
            assertThat(running.output()).doesNotContain("must-never");
        }
    }

    private Map<String, String> settings(Simulator cloud, RecordingReceiver receiver) {
        var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
        settings.putAll(Map.of(
                "TUNNELWATCH_ALERTS_FOR", "PT3S",
                "TUNNELWATCH_ALERTS_KEEP_FIRING", "PT3S",
                "TUNNELWATCH_NOTIFY_OPS_TYPE", "webhook",
                "TUNNELWATCH_NOTIFY_OPS_URL", receiver.url() + "?token=must-never",
                "TUNNELWATCH_NOTIFY_OPS_FORMAT", "cloudevents"));
        return settings;
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }

    /** The notices about the alerts of a connection that the receiver was told, in order. */
    private static List<String> told(RecordingReceiver receiver, String name) {
        return receiver.told().stream()
                .map(it -> it.body().path("data"))
                .filter(it -> it.at("/alert/name").asText().equals(name))
                .map(it -> it.path("kind").asText() + (it.at("/alert/active").asBoolean() ? "" : " is over"))
                .toList();
    }

    private static JsonNode alertOf(RunningTunnelwatch running, String name) throws Exception {
        for (JsonNode it : running.json("/api/v1/alerts").path("alerts")) {
            if (it.at("/labels/vpn_connection_name").asText().equals(name)) {
                return it;
            }
        }
        return MissingNode.getInstance();
    }

    private static String fingerprint(RunningTunnelwatch running, String name) throws Exception {
        return alertOf(running, name).path("fingerprint").asText();
    }

    private static boolean silenced(RunningTunnelwatch running, String name) throws Exception {
        return alertOf(running, name).at("/notice/text").asText().startsWith("Not sent: silence s1 until ");
    }

    private static void command(RunningTunnelwatch running, String body) throws Exception {
        var request = HttpRequest.newBuilder(running.address("/api/v1/commands"))
                .header("Content-Type", "application/json")
                .header("X-Tunnelwatch-Request", "1")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
    }
}
