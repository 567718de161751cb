package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

class SeenTopicsTest {
    private static final Set<String> NEEDED = Set.of("alerts", "targets");
    private static final Map<String, Uuid> BOTH = Map.of("alerts", new Uuid(1, 1), "targets", new Uuid(1, 2));
    private static final Map<String, Uuid> WITHOUT_ALERTS = Map.of("targets", new Uuid(1, 2));

    private final SeenTopics topics = new SeenTopics();

    @Test
    void shouldMissNothingWhileAllAreThere() {
        assertThat(topics.deleted(NEEDED, BOTH)).isEmpty();
        assertThat(topics.deleted(NEEDED, BOTH)).isEmpty();
    }

    /** A broker that has just started may not know all topics yet. */
    @Test
    void shouldMissOneThatIsNotThereTwiceInARow() {
        topics.deleted(NEEDED, BOTH);

        assertThat(topics.deleted(NEEDED, WITHOUT_ALERTS)).isEmpty();
        assertThat(topics.deleted(NEEDED, BOTH)).isEmpty();
        assertThat(topics.deleted(NEEDED, WITHOUT_ALERTS)).isEmpty();
        assertThat(topics.deleted(NEEDED, WITHOUT_ALERTS)).containsExactly("alerts");
    }

    @Test
    void shouldMissOneWhoseNameBelongsToANewTopic() {
        topics.deleted(NEEDED, BOTH);

        assertThat(topics.deleted(NEEDED, Map.of("alerts", new Uuid(1, 3), "targets", new Uuid(1, 2))))
                .containsExactly("alerts");
    }

    /** Kafka Streams creates its changelogs some time after the start. */
    @Test
    void shouldWaitForOneThatDoesNotExistYet() {
        assertThat(topics.deleted(NEEDED, WITHOUT_ALERTS)).isEmpty();
        assertThat(topics.deleted(NEEDED, WITHOUT_ALERTS)).isEmpty();
        assertThat(topics.deleted(NEEDED, BOTH)).isEmpty();
        topics.deleted(NEEDED, WITHOUT_ALERTS);
        assertThat(topics.deleted(NEEDED, WITHOUT_ALERTS)).containsExactly("alerts");
    }

    @Test
    void shouldIgnoreTopicsThatNobodyNeeds() {
        topics.deleted(Set.of("targets"), BOTH);
        topics.deleted(Set.of("targets"), WITHOUT_ALERTS);

        assertThat(topics.deleted(Set.of("targets"), WITHOUT_ALERTS)).isEmpty();
    }

    /** A program that rebuilds its state deletes its changelogs, and new ones come under their names. */
    @Test
    void shouldNotMissOneThatWasNotNeededWhenItWasReplaced() {
        topics.deleted(NEEDED, BOTH);
        topics.deleted(Set.of("targets"), WITHOUT_ALERTS);

        assertThat(topics.deleted(NEEDED, Map.of("alerts", new Uuid(1, 3), "targets", new Uuid(1, 2))))
                .isEmpty();
        assertThat(topics.deleted(NEEDED, BOTH)).containsExactly("alerts");
    }

    @Test
    void shouldNotMissOneThatWasNotNeededWhileKafkaDidNotAnswer() {
        topics.deleted(NEEDED, BOTH);
        topics.forgetAllBut(Set.of("targets"));

        assertThat(topics.deleted(NEEDED, Map.of("alerts", new Uuid(1, 3), "targets", new Uuid(1, 2))))
                .isEmpty();
    }
}
