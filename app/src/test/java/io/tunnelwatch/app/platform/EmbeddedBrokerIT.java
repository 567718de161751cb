package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.topics.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void shouldNameEveryMissingTopic() {
        try (var broker = EmbeddedBroker.start(directory, 0);
                var topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            assertThatThrownBy(() -> topics.require(Topics.all()))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("vpn.observations.v1 is missing")
                    .hasMessageContaining("vpn.dead-letters.v1 is missing")
                    .hasMessageContaining("topics --create");
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
}
