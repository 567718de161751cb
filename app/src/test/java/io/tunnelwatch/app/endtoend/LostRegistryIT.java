package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Observation;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The topic of the registry's schemas is deleted while {@code up} runs. A person starts {@code up} again and does nothing else:
 * docs/operating.md. Every record from before is read as before, and everything goes on.
 */
@Tag("heavy")
@Timeout(600)
class LostRegistryIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Longer than the test takes. */
    private static final int STORY_SECONDS = 600;

    /** So many that records of every kind are among what is published. */
    private static final int CHANGES = 10;

    private static final String SCHEMAS = "_schemas";

    @TempDir
    Path directory;

    @Test
    @Tag("F-46")
    void shouldReadOldAndNewRecordsWhenTheRegistryWasLost() throws Exception {
        long seed = Long.getLong("seed", 20261121L);
        try (var cloud =
                        Simulator.start(RandomScenario.busy(seed, STORY_SECONDS).scenario(), 0, Instant.now());
                var running = RunningTunnelwatch.start(
                        directory, KillAndRestartIT.settings(cloud), List.of("--open-broker"))) {
            // Given
            var story = new PublishedStory(running.topics());
            awaitMoreChanges(story, 0);
            var schemas = schemas(running);
            var before = story.values(Topics.OBSERVATIONS, Observation.class);
            try (var admin = Admin.create(Map.of("bootstrap.servers", running.bootstrapServers()))) {
                admin.deleteTopics(List.of(SCHEMAS)).all().get();
            }
            awaitMoreChanges(story, story.changes().size());
            running.stop();

            // When
            running.restart();

            // Then
            awaitMoreChanges(story, story.changes().size());
            assertThat(schemas).as("schemas by their numbers").containsAllEntriesOf(schemas(running));
            assertThat(story.values(Topics.OBSERVATIONS, Observation.class)).containsAll(before);
            await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> story.judge(Set.of(), List.of()));
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            running.json("/api/v1/summary").path("troubles"))
                    .isEmpty());
        }
    }

    private static void awaitMoreChanges(PublishedStory story, int before) {
        await().atMost(PATIENCE).until(() -> story.changes().size() > before + CHANGES);
    }

    /** The schemas of the registry by their numbers. A stored kind of record is registered when it is first stored. */
    private static Map<Integer, String> schemas(RunningTunnelwatch running) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(running.registryUrl() + "/schemas"))
                .build();
        String body = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        var schemas = new TreeMap<Integer, String>();
        new ObjectMapper()
                .readTree(body)
                .forEach(it ->
                        schemas.put(it.path("id").asInt(), it.path("schema").asText()));
        assertThat(schemas).isNotEmpty();
        return schemas;
    }
}
