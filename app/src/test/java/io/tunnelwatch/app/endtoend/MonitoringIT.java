package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.notify.RecordingReceiver;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real Prometheus scrapes everything in one process, evaluates the rules, and answers the panels of the dashboards. */
@Timeout(300)
class MonitoringIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Path PAGE = Path.of("../docs/metrics.md");
    private static final Pattern METRIC = Pattern.compile("\\b(?:tunnelwatch|jvm|process)_[a-z_]+");

    private static final String SCENARIO =
            """
            accounts:
              - {name: acme, regions: [cn-hangzhou]}
            gateways:
              - {name: gw-1, region: cn-hangzhou}
            connections:
              - {name: steady, id: vco-steady, gateway: gw-1}
              - {name: half, id: vco-half, gateway: gw-1, tunnels: 2}
              - {name: stays-down, id: vco-down, gateway: gw-1}
            timeline:
              - {at: PT0S, connection: stays-down, is: down}
            """;

    /** Missing until something could not be read. */
    private static final Set<String> RARE = Set.of("tunnelwatch_sink_unreadable_records_total");

    /** The programs that run Kafka Streams; the page is a mere reader. */
    private static final Set<String> APPLICATIONS = Set.of("processor", "history", "notify");

    @TempDir
    private static Path directory;

    private static RecordingReceiver receiver;
    private static RunningTunnelwatch running;
    private static RunningPrometheus prometheus;

    @BeforeAll
    static void start() throws Exception {
        RunningPrometheus.assumeInstalled();
        receiver = new RecordingReceiver();
        String scenario =
                Files.writeString(directory.resolve("scenario.yaml"), SCENARIO).toString();
        running = RunningTunnelwatch.start(directory, settings(), List.of("--simulate", scenario));
        prometheus =
                RunningPrometheus.start(Files.createDirectory(directory.resolve("prometheus")), running.address("/"));
        await(() -> !receiver.told().isEmpty());
        await(() -> prometheus.query("tunnelwatch_kafka_lag_records").size() == APPLICATIONS.size());
    }

    private static Map<String, String> settings() {
        return Map.of(
                "TUNNELWATCH_POLL_INTERVAL", "PT1S",
                "TUNNELWATCH_ALERTS_FOR", "PT2S",
                "TUNNELWATCH_METRICS_PER_CONNECTION", "true",
                "TUNNELWATCH_NOTIFY_OPS_TYPE", "webhook",
                "TUNNELWATCH_NOTIFY_OPS_URL", receiver.url() + "?token=must-never");
    }

    @AfterAll
    static void stop() throws Exception {
        if (prometheus != null) {
            prometheus.close();
        }
        if (running != null) {
            running.close();
            receiver.close();
        }
    }

    @Test
    void shouldAnswerEveryPanel() throws Exception {
        var queries = panels();
        assertThat(queries).hasSizeGreaterThan(30);
        for (String query : queries) {
            await(() -> !prometheus.query(query).isEmpty());
        }
    }

    @Test
    void shouldEvaluateEveryRule() throws Exception {
        // When
        await(() -> prometheus.rules().stream()
                .noneMatch(it -> it.path("health").asText().equals("unknown")));
        await(() -> !state("TunnelwatchConnectionDown").equals("inactive"));

        // Then
        var rules = prometheus.rules();
        assertThat(rules).hasSizeGreaterThan(15);
        assertThat(rules).allSatisfy(it -> assertThat(it.path("lastError").asText())
                .as(it.path("name").asText())
                .isEmpty());
        assertThat(rules)
                .filteredOn(it -> it.path("state").asText().equals("firing"))
                .extracting(it -> it.path("name").asText())
                .contains("TunnelwatchDeadMansSwitch")
                .isSubsetOf("TunnelwatchDeadMansSwitch", "TunnelwatchConnectionDown");
    }

    @Test
    void shouldAskForMetricsThatExist() throws Exception {
        // Given
        var asked = new TreeSet<String>();
        var texts = new ArrayList<>(panels());
        texts.add(Files.readString(RunningPrometheus.DIRECTORY.resolve("rules.yaml")));
        texts.forEach(text -> METRIC.matcher(text).results().forEach(it -> asked.add(it.group())));

        // When
        var known = new MetricsPage(running.body("/metrics")).names();

        // Then
        assertThat(asked).hasSizeGreaterThan(30);
        assertThat(known).containsAll(asked);
    }

    @Test
    void shouldSatisfyPromtool() throws Exception {
        // Given
        Path scrape = Files.writeString(directory.resolve("scrape.txt"), running.body("/metrics"));

        // When
        var verdict = RunningPrometheus.promtool(directory, scrape, "check", "metrics");

        // Then
        assertThat(verdict.output()).isEmpty();
        assertThat(verdict.code()).isZero();
    }

    /** The document is not written by hand: this test writes the tables to target/metrics.md. */
    @Test
    void shouldDescribeEveryMetric() throws Exception {
        // When
        String tables = new MetricsPage(running.body("/metrics")).tables(RARE);

        // Then
        Files.writeString(Path.of("target/metrics.md"), tables);
        assertThat(Files.readString(PAGE))
                .as("docs/metrics.md must contain the tables of app/target/metrics.md")
                .contains(tables.split("(?=## )"));
        assertThat(Files.readString(PAGE)).contains(RARE);
    }

    @Test
    void shouldPassOnAClosedListOfKafkasMetrics() throws Exception {
        // When
        var known = new TreeSet<>(new MetricsPage(running.body("/metrics")).names());

        // Then
        known.removeIf(it -> !it.startsWith("tunnelwatch_kafka_"));
        assertThat(known)
                .containsExactlyInAnyOrder(
                        "tunnelwatch_kafka_alive_threads",
                        "tunnelwatch_kafka_commit_latency_max_seconds",
                        "tunnelwatch_kafka_commits_total",
                        "tunnelwatch_kafka_connections",
                        "tunnelwatch_kafka_dropped_records_total",
                        "tunnelwatch_kafka_failed_authentications_total",
                        "tunnelwatch_kafka_failed_rebalances_total",
                        "tunnelwatch_kafka_failed_threads",
                        "tunnelwatch_kafka_fetch_lag_records",
                        "tunnelwatch_kafka_heartbeat_age_seconds",
                        "tunnelwatch_kafka_lag_records",
                        "tunnelwatch_kafka_process_latency_max_seconds",
                        "tunnelwatch_kafka_processed_records_total",
                        "tunnelwatch_kafka_rebalances_total",
                        "tunnelwatch_kafka_restore_remaining_records",
                        "tunnelwatch_kafka_send_errors_total",
                        "tunnelwatch_kafka_sent_records_total");
        for (String name : List.of("alive_threads", "commits_total", "connections", "processed_records_total")) {
            assertThat(prometheus.query("tunnelwatch_kafka_" + name + "{application!~\"page|ingest\"} > 0"))
                    .as(name)
                    .hasSize(APPLICATIONS.size());
        }
        assertThat(prometheus.query("tunnelwatch_kafka_connections > 0")).hasSize(APPLICATIONS.size() + 2);
    }

    @Test
    @Tag("S-02")
    void shouldTellNoSecret() throws Exception {
        assertThat(running.body("/metrics")).doesNotContain("must-never").contains("tunnelwatch_notices_total");
        assertThat(running.output()).doesNotContain("must-never");
    }

    private static String state(String rule) throws Exception {
        return prometheus.rules().stream()
                .filter(it -> it.path("name").asText().equals(rule))
                .map((JsonNode it) -> it.path("state").asText())
                .findFirst()
                .orElseThrow();
    }

    /** The queries of all panels, expanded as Grafana does it. */
    private static List<String> panels() throws Exception {
        return DashboardsIT.all("expr").stream()
                .map(it -> it.replace("$__rate_interval", "15s").replace("$account", ".*"))
                .toList();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(PATIENCE).until(condition);
    }
}
