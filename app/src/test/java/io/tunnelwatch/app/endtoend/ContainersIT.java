package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.testsupport.FreePorts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.utility.DockerImageName;

/** The three programs, each in a container of its own, are connected by Kafka only. */
@Tag("heavy")
class ContainersIT {
    static final String IMAGE = "tunnelwatch/tunnelwatch:dev";

    @TempDir
    Path directory;

    @Test
    void shouldAlertFromThreeContainersThatMeetOnlyInKafka() throws Exception {
        // Given
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "SKIPPED: no container engine at DOCKER_HOST or the default socket");
        assumeTrue(hasImage(), "SKIPPED: no image " + IMAGE + "; bin/image builds it");
        int port = FreePorts.one();
        try (var broker = EmbeddedBroker.start(directory, 0);
                var registry = EmbeddedRegistry.start(kafka(broker), 0);
                var simulator = Simulator.start(RandomScenario.busy(5, 120).scenario(), 0, Instant.now());
                var topics = TopicAdmin.connect(kafka(broker))) {
            topics.create(Topics.all());
            try (var ingest = program("ingest", broker, registry, simulator);
                    var processor = program("processor", broker, registry, simulator);
                    var sink = program("sink", broker, registry, simulator)) {
                sink.withEnv("TUNNELWATCH_HTTP_PORT", Integer.toString(port));

                // When
                ingest.start();
                processor.start();
                sink.start();

                // Then
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .ignoreExceptions()
                        .untilAsserted(() -> {
                            assertThat(json(port, "/api/v1/alerts?status=all").path("alerts"))
                                    .isNotEmpty();
                            assertThat(json(port, "/api/v1/connections").path("connections"))
                                    .hasSize(RandomScenario.SINGLES + RandomScenario.DUALS);
                        });
                assertThat(ingest.getLogs() + processor.getLogs() + sink.getLogs())
                        .doesNotContain("must-never");
            }
        }
    }

    /** Uses host networking: broker and simulator listen on loopback and nowhere else. */
    @SuppressWarnings("resource") // the caller closes it
    private static GenericContainer<?> program(
            String name, EmbeddedBroker broker, EmbeddedRegistry registry, Simulator simulator) {
        return new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withImagePullPolicy(image -> false)
                .withNetworkMode("host")
                .withCommand(name)
                .withEnv("TUNNELWATCH_BOOTSTRAP_SERVERS", broker.bootstrapServers())
                .withEnv("TUNNELWATCH_SCHEMA_REGISTRY_URL", registry.address().toString())
                .withEnv("TUNNELWATCH_INGEST_DATA_DIR", "/tmp/ingest")
                .withEnv("TUNNELWATCH_OPS_PORT", "0")
                .withEnv(KillAndRestartIT.settings(simulator));
    }

    private static Map<String, Object> kafka(EmbeddedBroker broker) {
        return Map.of("bootstrap.servers", broker.bootstrapServers());
    }

    static boolean hasImage() {
        try {
            DockerClientFactory.instance().client().inspectImageCmd(IMAGE).exec();
            return true;
        } catch (RuntimeException e) { // engines differ in how they report a missing image
            return false;
        }
    }

    private static JsonNode json(int port, String path) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return new ObjectMapper()
                .readTree(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.ofString())
                        .body());
    }
}
