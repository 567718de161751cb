package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;

/** The whole compose file, with each of its profiles: an alert at Alertmanager, metrics, and history in PostgreSQL. */
@Tag("heavy")
class ComposeIT {
    private static final List<String> OF_BOTH =
            List.of("kafka", "registry", "postgres", "prometheus", "alertmanager", "grafana");
    private static final List<String> OF_DEMO = List.of("simulator", "demo-ingest", "demo-processor", "demo-sink");
    private static final List<String> OF_CLOUD = List.of("ingest", "processor", "sink");
    private static final Set<String> WRITABLE = Set.of("kafka", "registry");
    private static final List<String> PASSWORDS =
            List.of("grafana:grafana-postgres", "grafana:grafana-admin", "postgres:postgres-superuser");
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TempDir
    Path directory;

    @Test
    void shouldTellTheStoryOfTheDemo() throws Exception {
        prepare();
        String name = name("demo");
        try (var project = new ComposeProject(directory, name, "demo")) {
            inRunning(project, () -> {
                assertThatItAlerts(project);
                assertThatItIsSeenEverywhere(project);
                assertThatNothingRunsAsRoot(project, OF_DEMO);
                assertThatTheCloudsAreNotMixed(name);
            });
        }
    }

    /** The cloud is simulated here, too; programs, settings and order of the start are those of real tunnels. */
    @Test
    @EnabledIfSystemProperty(named = "compose.cloud", matches = "true", disabledReason = "takes four minutes")
    void shouldWatchTheTargetsOfTheEnvironmentWithTheProfileCloud() throws Exception {
        prepare();
        try (var project = new ComposeProject(directory, name("cloud"), "cloud")
                .with("TUNNELWATCH_TARGETS", "acme/cn-hangzhou")
                .with("ALIBABA_CLOUD_ACCESS_KEY_ID", "LTAISIMULATEDacme")
                .with("ALIBABA_CLOUD_ACCESS_KEY_SECRET", "sim-secret-acme-must-never-leave")) {
            inRunning(project, () -> {
                assertThatItIsSeenEverywhere(project);
                assertThat(json(project, "PAGE", "/api/v1/summary").path("targets"))
                        .singleElement()
                        .satisfies(it -> {
                            assertThat(it.path("target").asText()).isEqualTo("acme/cn-hangzhou");
                            assertThat(it.path("stale").asBoolean()).isFalse();
                        });
                assertThatNothingRunsAsRoot(project, OF_CLOUD);
            });
        }
    }

    private void prepare() throws Exception {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "SKIPPED: no container engine at DOCKER_HOST or the default socket");
        assumeTrue(ContainersIT.hasImage(), "SKIPPED: no image " + ContainersIT.IMAGE + "; bin/image builds it");
        ComposeProject.prepareImages(directory);
    }

    private static String name(String profile) {
        return "tunnelwatch-it-" + profile + "-" + ProcessHandle.current().pid();
    }

    @FunctionalInterface
    private interface Checks {
        void run() throws Exception;
    }

    private static void inRunning(ComposeProject project, Checks checks) throws Exception {
        var up = project.compose("up", "-d");
        assertThat(up.code()).as(up.output()).isZero();
        try {
            checks.run();
        } catch (AssertionError | Exception e) {
            throw new AssertionError(project.compose("ps").output() + tail(logs(project)), e);
        }
        assertThatNoSecretIsShown(project);
    }

    private static void assertThatItAlerts(ComposeProject project) {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(json(project, "PAGE", "/api/v1/alerts?status=all").path("alerts"))
                    .isNotEmpty();
            assertThat(names(json(project, "ALERTMANAGER", "/api/v2/alerts")))
                    .containsAnyOf("ConnectionDown", "GatewayDown");
        });
    }

    private static void assertThatItIsSeenEverywhere(ComposeProject project) throws Exception {
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> {
            assertThat(json(project, "PAGE", "/api/v1/connections").path("connections"))
                    .isNotEmpty();
            assertThat(names(json(project, "ALERTMANAGER", "/api/v2/alerts")))
                    .as("from Prometheus")
                    .contains("TunnelwatchDeadMansSwitch");
            assertThat(json(project, "PROMETHEUS", "/api/v1/query?query=up").at("/data/result"))
                    .hasSize(3)
                    .allSatisfy(it -> assertThat(it.at("/value/1").asText()).isEqualTo("1"));
            assertThat(get(project, "GRAFANA", "/api/health").statusCode()).isEqualTo(200);
            assertThat(get(project, "REGISTRY", "/apis/ccompat/v7/subjects").body())
                    .contains("vpn.alerts.v1-value");
        });
        assertThatTheHistoryIsInTheDatabase(project);
        // Otherwise everything would be gone when the container is made anew.
        assertThat(project.inside("kafka", "ls /var/lib/kafka/data")).contains("vpn.transitions.v1-0");
    }

    private static void assertThatTheHistoryIsInTheDatabase(ComposeProject project) throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + project.port("POSTGRES") + "/tunnelwatch";
        String password = project.inside("grafana", "cat /run/secrets/grafana-postgres");
        try (var connection = DriverManager.getConnection(url, "grafana", password);
                var statement = connection.createStatement()) {
            var rows = statement.executeQuery("SELECT count(*) FROM interval");
            rows.next();
            assertThat(rows.getLong(1)).isPositive();
            assertThat(catchThrowable(() -> statement.execute("DELETE FROM interval")))
                    .as("Grafana reads only")
                    .hasMessageContaining("permission denied");
        }
        assertThat(catchThrowable(() -> DriverManager.getConnection(url, "tunnelwatch", "tunnelwatch")))
                .as("no default password")
                .hasMessageContaining("password authentication failed");
    }

    private static void assertThatNothingRunsAsRoot(ComposeProject project, List<String> programs) throws Exception {
        for (String it : Stream.concat(OF_BOTH.stream(), programs.stream()).toList()) {
            assertThat(project.inside(it, "id -u")).as(it).isNotEqualTo("0");
            String id = project.compose("ps", "-q", it).output().strip();
            var host = DockerClientFactory.instance()
                    .client()
                    .inspectContainerCmd(id)
                    .exec()
                    .getHostConfig();
            assertThat(host.getReadonlyRootfs()).as(it).isEqualTo(!WRITABLE.contains(it));
            assertThat(host.getMemory()).as(it).isPositive();
            assertThat(host.getSecurityOpts()).as(it).anyMatch(option -> option.startsWith("no-new-privileges"));
            host.getPortBindings().getBindings().values().forEach(ports -> assertThat(ports)
                    .as(it)
                    .allSatisfy(port -> assertThat(port.getHostIp()).isEqualTo("127.0.0.1")));
        }
        assertThat(project.inside(programs.get(programs.size() - 1), "grep CapEff /proc/1/status"))
                .endsWith("0000000000000000");
    }

    private void assertThatTheCloudsAreNotMixed(String name) throws Exception {
        var mixed = new ComposeProject(directory, name, "cloud").compose("run", "--rm", "--no-deps", "cloud");
        assertThat(mixed.code()).as(mixed.output()).isEqualTo(78);
        assertThat(mixed.output()).contains("hold data of the profile 'demo'", "-p tunnelwatch-cloud");
        try (var other = new ComposeProject(directory, name + "-cloud", "cloud")) {
            var unset = other.compose("run", "--rm", "--no-deps", "cloud");
            assertThat(unset.code()).as(unset.output()).isEqualTo(78);
            assertThat(unset.output()).contains("TUNNELWATCH_TARGETS is not set", ".env");
        }
    }

    private static void assertThatNoSecretIsShown(ComposeProject project) throws Exception {
        var secrets = new ArrayList<String>(List.of("must-never"));
        for (String it : PASSWORDS) {
            String[] place = it.split(":");
            secrets.add(project.inside(place[0], "cat /run/secrets/" + place[1]));
        }
        assertThat(secrets).doesNotHaveDuplicates().allSatisfy(it -> assertThat(it)
                .hasSizeGreaterThan(9));
        String logs = logs(project);
        assertThat(secrets).noneMatch(logs::contains);
    }

    private static String logs(ComposeProject project) throws Exception {
        return project.compose("logs", "--no-color").output();
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 20_000));
    }

    private static List<String> names(JsonNode alerts) {
        var names = new ArrayList<String>();
        alerts.forEach(it -> names.add(it.at("/labels/alertname").asText()));
        return names;
    }

    private static JsonNode json(ComposeProject project, String port, String path) throws Exception {
        return new ObjectMapper().readTree(get(project, port, path).body());
    }

    private static HttpResponse<String> get(ComposeProject project, String port, String path)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + project.port(port) + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    }
}
