package io.tunnelwatch.app.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TargetViews;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetView;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader of the targets, such as a running ingest, outlives that somebody deletes their topic. */
class TargetViewsIT {
    private static final String TARGET = "prod/cn-hangzhou";
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path directory;

    private ObservationCluster house;
    private KafkaAccess kafka;

    @BeforeEach
    void start() {
        house = new ObservationCluster(directory);
        // A missing topic is waited for as long as this.
        var impatient = Map.of("kafka.consumer.default.api.timeout.ms", "2000");
        kafka = KafkaAccess.of(Settings.of(house.addresses()).with(impatient));
    }

    @AfterEach
    void stop() {
        house.close();
    }

    /** A reader that continued where the old topic ended would find nothing of the new one. */
    @Test
    void shouldNotReadOnInATopicThatWasCreatedAgain() throws Exception {
        // Given
        write(1);
        write(2);
        try (var views = new TargetViews(kafka)) {
            assertThat(views.read().get(TARGET))
                    .extracting(TargetView::getConnections)
                    .isEqualTo(2);

            // When
            deleteTopic();
            createTopics();
            write(3);

            // Then
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThatThrownBy(views::read)
                    .isInstanceOf(KafkaException.class));
        }
        try (var again = new TargetViews(kafka)) {
            assertThat(again.read().get(TARGET))
                    .extracting(TargetView::getConnections)
                    .isEqualTo(3);
        }
    }

    @Test
    void shouldNeitherReadNorCreateATopicThatIsMissing() throws Exception {
        // Given
        deleteTopic();

        // When
        assertThatThrownBy(() -> new TargetViews(kafka)).isInstanceOf(KafkaException.class);

        // Then
        try (var topics = TopicAdmin.connect(kafka.admin())) {
            assertThat(topics.missing(Topics.all())).containsExactly(Topics.TARGETS);
        }
    }

    private void deleteTopic() throws Exception {
        try (var admin = Admin.create(kafka.admin());
                var topics = TopicAdmin.connect(kafka.admin())) {
            admin.deleteTopics(List.of(Topics.TARGETS.name())).all().get();
            Awaitility.await()
                    .until(() -> topics.missing(List.of(Topics.TARGETS)).size() == 1);
        }
    }

    private void createTopics() {
        try (var topics = TopicAdmin.connect(kafka.admin())) {
            topics.create(Topics.all());
        }
    }

    private void write(int connections) throws Exception {
        var view = TargetView.newBuilder()
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setOrder(new Order(7L, 3L, 0))
                .setJudgedAt(NOON)
                .setPollIntervalMillis(30_000)
                .setNextPollDue(NOON.plusSeconds(30))
                .setConnections(connections)
                .build();
        try (var values = kafka.serde(TargetView.class);
                var producer = new KafkaProducer<>(kafka.producer(), new StringSerializer(), values.serializer())) {
            producer.send(new ProducerRecord<>(Topics.TARGETS.name(), TARGET, view))
                    .get();
        }
    }
}
