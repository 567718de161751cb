package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicAdminIT {
    private static final Topic IMAGINED = topic("imagined.v1", 6, Topic.Cleanup.COMPACT);

    private EmbeddedBroker broker;
    private TopicAdmin topics;

    @BeforeAll
    void start(@TempDir Path directory) {
        broker = EmbeddedBroker.start(directory, 0);
        topics = TopicAdmin.connect(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    @AfterAll
    void stop() {
        topics.close();
        broker.close();
    }

    @Test
    void shouldMakeEveryTopicOfTheCatalogueAsItSays() throws Exception {
        // When
        topics.create(Topics.all());

        // Then
        assertThat(topics.differences(Topics.all())).isEmpty();
        assertThat(setting(Topics.ALERTS, "retention.ms"))
                .isEqualTo(Long.toString(Duration.ofDays(400).toMillis()));
        assertThat(setting(Topics.CONNECTIONS, "cleanup.policy")).isEqualTo("compact");
    }

    @Test
    void shouldNameAMissingTopicAndTheCure() {
        assertThatThrownBy(() -> topics.require(List.of(IMAGINED)))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("imagined.v1 is missing")
                .hasMessageContaining("topics --create");
    }

    @Test
    @Tag("F-39")
    void shouldNameATopicWithOtherPartitionsOrCleanup() {
        // Given
        topics.create(List.of(topic("other.v1", 3, Topic.Cleanup.DELETE)));

        // When
        var differences = topics.differences(List.of(topic("other.v1", 6, Topic.Cleanup.COMPACT)));

        // Then
        assertThat(differences)
                .containsExactly(
                        "other.v1 has 3 partitions and must have 6",
                        "other.v1 has cleanup.policy=delete and must have compact");
    }

    @Test
    void shouldLeaveAloneWhatIsThere() {
        // Given
        topics.create(List.of(topic("there.v1", 3, Topic.Cleanup.DELETE)));

        // When
        topics.create(List.of(topic("there.v1", 6, Topic.Cleanup.DELETE)));

        // Then
        assertThat(topics.differences(List.of(topic("there.v1", 6, Topic.Cleanup.DELETE))))
                .hasSize(1);
    }

    @Test
    void shouldRaiseTheLargestRecordOfATopicOfAnEarlierVersion() throws Exception {
        // Given
        var topic = topic("small.v1", 6, Topic.Cleanup.DELETE);
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic.name(), 6, (short) 1)))
                    .all()
                    .get();
        }
        assertThat(topics.tooSmall(List.of(topic))).containsExactly(topic);

        // When
        topics.create(List.of(topic));

        // Then
        assertThat(topics.tooSmall(List.of(topic))).isEmpty();
        assertThat(setting(topic, "max.message.bytes")).isEqualTo("2097152");
    }

    @Test
    void shouldGiveUpOnAnUnreachableBrokerAndNameTheSetting() {
        // Given
        long began = System.nanoTime();

        // When
        try (var unreachable = TopicAdmin.connect(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
            assertThatThrownBy(() -> unreachable.require(Topics.all()))
                    // Then
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("bootstrap.servers")
                    .hasMessageContaining("127.0.0.1:1");
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    private String setting(Topic topic, String name) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            var settings = admin.describeConfigs(List.of(resource)).all().get();
            return Objects.requireNonNull(settings.get(resource)).get(name).value();
        }
    }

    private static Topic topic(String name, int partitions, Topic.Cleanup cleanup) {
        return new Topic(name, "key", Optional.empty(), partitions, cleanup, Optional.empty(), "a test");
    }
}
