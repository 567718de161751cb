package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.simulator.Simulator;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A state written by another version leads to one line that says what to do, not to one crash after another. */
class UnreadableStateIT {
    private static final String STATE = "tunnelwatch-processor-targets-changelog";

    @TempDir
    Path directory;

    @Test
    @Tag("F-37")
    void shouldEndWithOneLineWhenTheStateIsOfAnotherVersion() throws Exception {
        try (var simulator = Simulator.start(RandomScenario.busy(3, 60).scenario(), 0, Instant.now());
                var running = RunningTunnelwatch.start(directory, looksOnce(simulator), List.of("--open-broker"))) {
            // Given
            Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> !state(running)
                    .isEmpty());
            overwriteState(running, ofUnknownSchema());
            running.kill();

            // When
            int exitCode = running.restartUntilItEnds();

            // Then
            assertThat(exitCode).isEqualTo(OperatorException.EXIT_CODE);
            assertThat(running.output())
                    .containsOnlyOnce("take another --data-dir")
                    .doesNotContain("A thread of Kafka Streams died", "Exception");
        }
    }

    /** Settings for a single scan per process, so that nothing overwrites the planted state. */
    private static Map<String, String> looksOnce(Simulator simulator) {
        var settings = new HashMap<>(KillAndRestartIT.settings(simulator));
        settings.put("TUNNELWATCH_POLL_INTERVAL", "PT1H");
        return settings;
    }

    private static List<ConsumerRecord<byte[], byte[]>> state(RunningTunnelwatch running) {
        return running.topics().raw(STATE);
    }

    private static void overwriteState(RunningTunnelwatch running, byte[] value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", running.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (var remembered : state(running)) {
                producer.send(new ProducerRecord<>(STATE, remembered.partition(), remembered.key(), value))
                        .get();
            }
        }
    }

    /** Avro's single-object encoding begins with two bytes of its own and the schema's fingerprint. */
    private static byte[] ofUnknownSchema() {
        return ByteBuffer.allocate(11)
                .put((byte) 0xC3)
                .put((byte) 0x01)
                .putLong(0x0BADC0DE)
                .put((byte) 0)
                .array();
    }
}
