package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.notify.RecordingReceiver;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo's past, as the API of a just started {@code tunnelwatch up} shows it. */
@Timeout(300)
class SimulatedPastIT {
    @TempDir
    Path directory;

    @Test
    void shouldShowAMonthOfHistoryThatTheDetectorJudged() throws Exception {
        // Given
        Instant started = Instant.now();
        try (var hook = new RecordingReceiver();
                var running = RunningTunnelwatch.start(directory, settings(hook))) {
            // When it is ready and has scanned; until then the end of the past stands for the present
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .until(() -> isScanned(running.json("/api/v1/summary").path("targets")));
            running.board().takeLies();
            Instant from = started.minus(Duration.ofDays(29));

            // Then
            assertThat(availability(running, "branch-vienna", from)
                            .path("coverage")
                            .asDouble())
                    .isGreaterThan(0.999);
            assertThat(pastRules(running, started))
                    .contains("ConnectionDown", "ConnectionDegraded", "BgpDown", "GatewayDown");
            assertThat(states(running, "branch-vienna", from, started)).contains("UP", "DOWN");
            assertThat(changedFields(running, "plant-ningbo")).containsExactly("localSubnets", "localSubnets");
            JsonNode rekeyed = availability(running, "shop-popup", from);
            assertThat(rekeyed.path("deleted").asInt()).isOne();
            assertThat(rekeyed.path("downSeconds").asInt()).isEqualTo(3840);
            JsonNode planned = availability(running, "dc-staging", from);
            assertThat(planned.path("plannedSeconds").asInt()).isEqualTo(3600);
            assertThat(planned.path("downSeconds").asInt()).isPositive();
            assertThat(planned.path("availabilityOutsidePlanned").asDouble())
                    .isGreaterThan(planned.path("availability").asDouble())
                    .isGreaterThan(0.999);
            assertThat(running.json("/api/v1/summary").path("notice").asText())
                    .contains("simulated", "before the first start");
            assertThat(running.topics().raw(Topics.DEAD_LETTERS.name())).isEmpty();
            Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(notices(hook))
                    .contains("branch-shenzhen"));
            assertThat(notices(hook)).doesNotContain("office-milan", "dc-amsterdam", "shop-popup", "firmware");
            assertThat(kept(running)).isGreaterThanOrEqualTo(Duration.ofDays(44));
            assertThat(running.output()).contains("30 days before this start, simulated");
            assertThat(running.output().lines().filter(it -> it.contains("Alert step decided")))
                    .as("the steps of the past do not fill the screen")
                    .noneMatch(it -> stepAt(it).isBefore(started.minus(Duration.ofHours(1))));

            // And a restart writes it no second time
            int alerts = pastAlerts(running, started);
            assertThat(running.board().takeLies()).isEmpty();
            running.kill();
            running.restart();
            assertThat(pastAlerts(running, started)).isEqualTo(alerts);
            running.board().judge();
        }
    }

    private static Instant stepAt(String logLine) {
        return Instant.parse(logLine.replaceFirst(".* at=\"([^\"]+)\".*", "$1"));
    }

    /** The scans of the past announce the next one for hours later, those of the poller for two seconds later. */
    private static boolean isScanned(JsonNode targets) {
        return targets.size() == 2
                && StreamSupport.stream(targets.spliterator(), false)
                        .allMatch(it -> it.path("pollSeconds").asInt() == 2);
    }

    private static Map<String, String> settings(RecordingReceiver hook) {
        return Map.of(
                "TUNNELWATCH_SIMULATED_PAST", "P30D",
                "TUNNELWATCH_POLL_INTERVAL", "PT2S", // the demo's default, for the board's judge
                "TUNNELWATCH_NOTIFY_HOOK_TYPE", "webhook",
                "TUNNELWATCH_NOTIFY_HOOK_URL", hook.url());
    }

    /** The texts of all notices. These connections fail in the past, and not in the first minutes of the live story. */
    private static String notices(RecordingReceiver hook) {
        return hook.told().stream().map(RecordingReceiver.Told::text).collect(Collectors.joining("\n"));
    }

    private static JsonNode availability(RunningTunnelwatch running, String name, Instant from) throws Exception {
        return running.json("/api/v1/availability?q=" + name + "&from=" + from)
                .path("rows")
                .path(0);
    }

    /** The time for which the broker keeps observations: without more of it, the past would soon be deleted for its age. */
    private static Duration kept(RunningTunnelwatch running) throws Exception {
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.OBSERVATIONS.name());
        try (var admin = Admin.create(Map.of("bootstrap.servers", running.bootstrapServers()))) {
            var config = Objects.requireNonNull(
                    admin.describeConfigs(List.of(topic)).all().get().get(topic));
            return Duration.ofMillis(Long.parseLong(config.get("retention.ms").value()));
        }
    }

    private static List<String> changedFields(RunningTunnelwatch running, String name) throws Exception {
        return running.json("/api/v1/connections/" + id(running, name))
                .path("connection")
                .path("changes")
                .findValuesAsText("field");
    }

    private static String id(RunningTunnelwatch running, String name) throws Exception {
        return running.json("/api/v1/connections?q=" + name)
                .path("connections")
                .path(0)
                .path("id")
                .asText();
    }

    private static TreeSet<String> pastRules(RunningTunnelwatch running, Instant until) throws Exception {
        var rules = new TreeSet<String>();
        past(running, until).forEach(it -> rules.add(it.path("rule").asText()));
        return rules;
    }

    private static int pastAlerts(RunningTunnelwatch running, Instant until) throws Exception {
        return past(running, until).size();
    }

    private static List<JsonNode> past(RunningTunnelwatch running, Instant until) throws Exception {
        JsonNode alerts = running.json("/api/v1/alerts?status=past&from=" + until.minus(Duration.ofDays(31)))
                .path("alerts");
        return StreamSupport.stream(alerts.spliterator(), false)
                .filter(it -> Instant.parse(it.path("firedAt").asText()).isBefore(until))
                .toList();
    }

    private static TreeSet<String> states(RunningTunnelwatch running, String name, Instant from, Instant to)
            throws Exception {
        String id = id(running, name);
        var states = new TreeSet<String>();
        running.json("/api/v1/intervals?entity=" + id + "&facet=SERVICE&from=" + from + "&to=" + to)
                .path("intervals")
                .forEach(it -> states.add(it.path("state").asText()));
        return states;
    }
}
