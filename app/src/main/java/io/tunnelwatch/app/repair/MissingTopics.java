package io.tunnelwatch.app.repair;

import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.SinkSettings;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of the catalogue that do not exist, in a new installation or after somebody has deleted them.
 *
 * <p>A program whose own topics were deleted begins again from the start of its input, which fills the new topics with the same
 * records under the same keys. A program whose input was deleted keeps its state and continues with what arrives from now on:
 * Kafka deletes the offsets that were committed for a topic together with the topic. What the input held is lost.
 */
public final class MissingTopics {
    private static final Logger LOG = LoggerFactory.getLogger(MissingTopics.class);

    /**
     * Topics that the processor must fill from its input. {@code vpn.targets.v1} is not among them: the next scan of each target
     * fills it, and the earliest versions did not have it. A topic that a later version adds must not be taken for deleted.
     */
    private static final List<Topic> BY_PROCESSOR = List.of(Topics.TRANSITIONS, Topics.ALERTS);

    private final StoppedKafka kafka;
    private final String processor;
    private final String sink;

    public MissingTopics(StoppedKafka kafka, Settings settings) {
        this.kafka = kafka;
        this.processor = ProcessorSettings.of(settings).applicationId();
        this.sink = SinkSettings.of(settings).applicationId();
    }

    public void create(TopicAdmin admin) {
        var missing = admin.missing(Topics.all());
        // In this order: after a kill in between, the topics are still missing and the next start does it again.
        prepare(processor, List.of(Topics.OBSERVATIONS), BY_PROCESSOR, missing);
        prepare(sink, List.of(Topics.OBSERVATIONS, Topics.TRANSITIONS), Repair.FROM_TRANSITIONS, missing);
        admin.create(Topics.all());
    }

    /** Deletes offsets and state of a program if topics that it writes are missing. A program without state is a new one. */
    private void prepare(String applicationId, List<Topic> read, List<Topic> written, List<Topic> missing) {
        var deleted =
                written.stream().filter(missing::contains).map(Topic::name).toList();
        boolean reads = read.stream().anyMatch(missing::contains);
        if ((deleted.isEmpty() && !reads) || !kafka.hasState(applicationId)) {
            return;
        }
        // The group must have no members: one that returns would get its last assignment, which may be made without the
        // topics.
        var group = kafka.group(applicationId);
        if (!deleted.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("application", applicationId)
                    .addKeyValue("deleted", deleted)
                    .log("Topics were deleted: the application reads its input from the beginning to fill new ones;"
                            + " see docs/runbook.md#topics-deleted");
            group.forget();
        }
    }
}
