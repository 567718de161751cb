package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.sql.RunningPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every query of the dashboards is answered by the tables of a running Tunnelwatch, and every metric by its /metrics. */
class DashboardsIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DASHBOARDS = Path.of("../deploy/grafana");
    private static final Pattern METRIC = Pattern.compile("\\b(tunnelwatch|jvm|process)_[a-z_]+");
    private static final String SCENARIO =
            """
            accounts:
              - {name: acme, regions: [cn-hangzhou]}
            gateways:
              - {name: gw-1, region: cn-hangzhou}
            connections:
              - {name: steady, id: vco-steady, gateway: gw-1}
              - {name: comes-back, id: vco-back, gateway: gw-1, tunnels: 2}
              - {name: stays-down, id: vco-down, gateway: gw-1}
            timeline:
              - {at: PT0S, connection: stays-down, is: down}
              - {at: PT0S, connection: comes-back, is: down}
              - {at: PT18S, connection: comes-back, is: up}
            """;

    @TempDir
    Path directory;

    @Test
    void shouldBeAnsweredInEveryPanel() throws Exception {
        // Given
        String scenario =
                Files.writeString(directory.resolve("scenario.yaml"), SCENARIO).toString();
        try (var postgres = RunningPostgres.start();
                var running =
                        RunningTunnelwatch.start(directory, settings(postgres), List.of("--simulate", scenario))) {
            // When
            Awaitility.await()
                    .atMost(Duration.ofSeconds(90))
                    .ignoreExceptions()
                    .until(() -> postgres.count("outage WHERE entity = 'vco-back' AND ended IS NOT NULL") > 0);

            // Then
            for (String query : all("rawSql")) {
                assertThat(postgres.ask(expanded(query))).as(query).isNotEmpty();
            }
            assertThat(bars(postgres))
                    .containsOnlyKeys("comes-back · vco-back", "stays-down · vco-down", "steady · vco-steady");
            assertThat(bars(postgres).values()).allSatisfy(it -> assertThat(it)
                    .hasSizeGreaterThan(1)
                    .endsWith("null")
                    .first()
                    .isNotEqualTo("null"));
            Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(metricsOf(running))
                    .containsAll(metricsAsked()));
            assertThat(running.body("/metrics").lines().filter(it -> it.startsWith("# TYPE ")))
                    .as("metrics of all programs in one process")
                    .doesNotHaveDuplicates();
            assertThat(running.output()).doesNotContain("must-never");
        }
    }

    private static Map<String, String> settings(RunningPostgres postgres) {
        return Map.of(
                "TUNNELWATCH_METRICS_PER_CONNECTION",
                "true",
                "TUNNELWATCH_NOTIFY_OPS_TYPE",
                "webhook",
                "TUNNELWATCH_NOTIFY_OPS_URL",
                "http://127.0.0.1:9/nobody?token=must-never",
                "TUNNELWATCH_POSTGRES_URL",
                postgres.url(),
                "TUNNELWATCH_POSTGRES_USER",
                RunningPostgres.USER,
                "TUNNELWATCH_POSTGRES_PASSWORD",
                RunningPostgres.PASSWORD,
                "TUNNELWATCH_POLL_INTERVAL",
                "PT1S",
                "TUNNELWATCH_ALERTS_FOR",
                "PT2S");
    }

    /** The states of each bar of the timeline, in order. */
    private static Map<String, List<String>> bars(RunningPostgres postgres) throws Exception {
        String timeline = all("rawSql").stream()
                .filter(it -> it.contains("carried in"))
                .findFirst()
                .orElseThrow();
        var bars = new TreeMap<String, List<String>>();
        for (List<String> row : postgres.ask(expanded(timeline))) {
            bars.computeIfAbsent(row.get(1), any -> new ArrayList<>()).add(row.get(2));
        }
        return bars;
    }

    /** Expands a query as Grafana does, for the last hour and all gateways. */
    private static String expanded(String query) {
        Instant now = Instant.now();
        return query.replace("$__timeFrom()", "'" + now.minus(Duration.ofHours(1)) + "'::timestamptz")
                .replace("$__timeTo()", "'" + now + "'::timestamptz")
                .replace("${gateway:sqlstring}", "''");
    }

    private static Set<String> metricsAsked() throws Exception {
        var asked = new TreeSet<String>();
        for (String expression : all("expr")) {
            METRIC.matcher(expression).results().forEach(it -> asked.add(it.group()));
        }
        assertThat(asked).hasSizeGreaterThan(5);
        return asked;
    }

    private static Set<String> metricsOf(RunningTunnelwatch running) throws Exception {
        var known = new TreeSet<String>();
        running.body("/metrics")
                .lines()
                .filter(it -> !it.startsWith("#"))
                .forEach(it -> METRIC.matcher(it).results().limit(1).forEach(name -> known.add(name.group())));
        return known;
    }

    /** The values of a field in the panels of every dashboard. */
    static List<String> all(String field) throws Exception {
        var found = new ArrayList<String>();
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.filter(it -> it.toString().endsWith(".json")).toList()) {
                for (JsonNode panel : JSON.readTree(file.toFile()).path("panels")) {
                    panel.path("targets").forEach(it -> {
                        if (it.has(field)) {
                            found.add(it.path(field).asText());
                        }
                    });
                }
            }
        }
        return found;
    }
}
