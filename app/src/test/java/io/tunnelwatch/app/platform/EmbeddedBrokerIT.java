package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.app.platform.EmbeddedBroker.ClientPermissions;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddedBrokerIT {
    @TempDir
    Path directory;

    @Test
    void shouldKeepTopicsOverARestart() {
        // Given
        try (var broker = EmbeddedBroker.start(directory, 0);
                var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            topics.create(Topics.all());
        }

        // When
        try (var broker = EmbeddedBroker.start(directory, 0);
                var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            // Then
            assertThat(topics.differences(Topics.all())).isEmpty();
            topics.create(Topics.all());
            assertThat(topics.differences(Topics.all())).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5Rk1", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"})
    void shouldStartOnADirectoryWhoseIdIsDamaged(String damaged) throws Exception {
        // Given
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            Records.createTopic(broker.bootstrapServers());
            Records.write(broker.bootstrapServers(), 10);
        }
        String whole = Files.readString(directory.resolve("kafka/cluster.id"));
        Files.writeString(directory.resolve("kafka/cluster.id"), damaged);

        // When
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            // Then
            assertThat(Records.read(broker.bootstrapServers())).hasSize(10);
            assertThat(directory.resolve("kafka/cluster.id")).hasContent(whole);
        }
    }

    @Test
    void shouldRefuseADataDirectoryInUse() {
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            assertThat(broker.bootstrapServers()).startsWith("127.0.0.1:");
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("in use by another tunnelwatch");
        }
    }

    @Test
    void shouldNameTheOptionOfAUsedPort() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedBroker.start(directory, taken.getLocalPort()))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("--kafka-port");
        }
    }

    @Test
    void shouldKeepRecordsOverARestart() throws Exception {
        // Given
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            Records.createTopic(broker.bootstrapServers());
            Records.write(broker.bootstrapServers(), 100);
        }

        // When
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            // Then
            assertThat(Records.read(broker.bootstrapServers())).hasSize(100);
        }
    }

    @Test
    void shouldKeepAcknowledgedRecordsWhenTheProcessIsKilled() throws Exception {
        // Given
        Process process = BrokerProcess.launch(directory);
        List<String> acknowledged;
        try {
            String address = BrokerProcess.address(process);
            Records.createTopic(address);
            acknowledged = Records.write(address, 1000);
        } finally {
            process.destroyForcibly().waitFor();
        }

        // When
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            // Then
            assertThat(Records.read(broker.bootstrapServers())).isEqualTo(acknowledged);
        }
    }

    @Test
    @Tag("F-36")
    void shouldRefuseADiskThatIsNearlyFull() {
        assertThatThrownBy(() -> EmbeddedBroker.start(directory, 0, Long.MAX_VALUE, ClientPermissions.writing()))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("disk.floor.bytes");
    }

    @Test
    @Tag("F-36")
    void shouldSayThatItCannotGoOnWhenTheDiskFillsUp() throws Exception {
        // Given
        var ended = new CompletableFuture<Void>();
        try (var guard = new DiskGuard(directory, Long.MAX_VALUE, ended)) {
            // When
            guard.start();

            // Then
            assertThat(ended)
                    .failsWithin(Duration.ofSeconds(20))
                    .withThrowableOfType(ExecutionException.class)
                    .withCauseInstanceOf(OperatorException.class)
                    .withMessageContaining("make room");
        }
    }

    @Test
    void shouldRunTransactionsOfTheSecondVersion() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var features = admin.describeFeatures().featureMetadata().get().finalizedFeatures();
            assertThat(Objects.requireNonNull(features.get("transaction.version"))
                            .maxVersionLevel())
                    .isGreaterThanOrEqualTo((short) 2);
        }
    }

    @Test
    void shouldStopWithinTwoSeconds() {
        // Given
        var broker = EmbeddedBroker.start(directory, 0);
        long began = System.nanoTime();

        // When
        broker.close();
        broker.close();

        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(broker.ended()).isCompleted();
    }

    @Test
    void shouldLetNobodyElseReadItsData() throws Exception {
        try (var broker = EmbeddedBroker.start(directory, 0)) {
            assertThat(broker.bootstrapServers()).isNotEmpty();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("kafka"))))
                    .isEqualTo("rwx------");
        }
    }
}
