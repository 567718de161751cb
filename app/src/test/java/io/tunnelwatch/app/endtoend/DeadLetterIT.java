package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What cannot be read is set aside, and the pipeline goes on. */
class DeadLetterIT {
    @TempDir
    Path directory;

    @Test
    @Tag("F-39")
    @Tag("F-45")
    void shouldSetAsideWhatCannotBeReadAndGoOn() throws Exception {
        Instant began = Instant.now();
        try (var simulator = Simulator.start(Story.busy(3, 60).scenario(), 0, began);
                var running = RunningTunnelwatch.start(
                        directory, KillAndRestartIT.settings(simulator), List.of("--open-broker"))) {
            // Given
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !observations(running)
                    .isEmpty());
            byte[] good =
                    running.topics().raw(Topics.OBSERVATIONS.name()).get(0).value();
            List<byte[]> bad = List.of(
                    "not avro at all".getBytes(StandardCharsets.UTF_8),
                    new byte[0],
                    new byte[] {0, 0, 0, 99, 99, 1},
                    Arrays.copyOf(good, good.length - 1),
                    good); // of another target than its key says

            // When
            int partition =
                    running.topics().raw(Topics.OBSERVATIONS.name()).get(0).partition();
            try (var producer = new KafkaProducer<>(
                    Map.<String, Object>of("bootstrap.servers", running.bootstrapServers()),
                    new ByteArraySerializer(),
                    new ByteArraySerializer())) {
                for (byte[] value : bad) {
                    producer.send(new ProducerRecord<>(
                                    Topics.OBSERVATIONS.name(),
                                    partition,
                                    "somebody/else".getBytes(StandardCharsets.UTF_8),
                                    value))
                            .get();
                }
            }

            // Then
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                var letters = running.topics().raw(Topics.DEAD_LETTERS.name());
                assertThat(letters).hasSize(bad.size());
                assertThat(letters).allSatisfy(it -> {
                    assertThat(it.headers().lastHeader("tunnelwatch_topic").value())
                            .asString(StandardCharsets.UTF_8)
                            .isEqualTo(Topics.OBSERVATIONS.name());
                    assertThat(it.headers().lastHeader("tunnelwatch_reason")).isNotNull();
                });
            });
            int before = running.topics().raw(Topics.TRANSITIONS.name()).size();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> running.topics().raw(Topics.TRANSITIONS.name()).size() > before);
            assertThat(running.json("/readyz").path("processor").path("ready").asBoolean())
                    .isTrue();
        }
    }

    private static List<Observation> observations(RunningTunnelwatch running) {
        return running.topics().decoded(Topics.OBSERVATIONS, Observation.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(it -> it.getBody() instanceof ScanCompleted)
                .toList();
    }
}
