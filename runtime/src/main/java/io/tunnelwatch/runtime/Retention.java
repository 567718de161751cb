package io.tunnelwatch.runtime;

import io.tunnelwatch.schemas.topics.Topic;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.admin.Config;

/**
 * How long a topic of a cluster keeps records. A topic that is only compacted keeps the last record of each key for ever.
 *
 * @param millis negative if for ever
 */
record Retention(long millis) {
    static Retention of(Config config) {
        boolean deletes = config.get("cleanup.policy").value().contains(Topic.Cleanup.DELETE.policy());
        return new Retention(deletes ? Long.parseLong(config.get("retention.ms").value()) : -1);
    }

    /** Says so if it is shorter than planned. */
    Optional<String> shortfall(Topic topic) {
        long planned = topic.retention().map(Duration::toMillis).orElse(Long.MAX_VALUE);
        return millis < 0 || millis >= planned
                ? Optional.empty()
                : Optional.of(topic.name() + " keeps records for " + days(millis) + " and not for "
                        + topic.retention().map(it -> days(it.toMillis())).orElse("ever"));
    }

    private static String days(long millis) {
        Duration time = Duration.ofMillis(millis);
        return time.toDays() > 0 ? time.toDays() + " d" : time.toString();
    }
}
