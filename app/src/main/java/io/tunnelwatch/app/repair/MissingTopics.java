package io.tunnelwatch.app.repair;

import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.ArrayList;
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
    private final ApplicationIds applications;

    public MissingTopics(StoppedKafka kafka, ApplicationIds applications) {
        this.kafka = kafka;
        this.applications = applications;
    }

    /** Creates them; returns a line for each thing that was done; none if nothing was missing. */
    public List<String> create(TopicAdmin admin) {
        var access = kafka.kafka();
        var missing = admin.missing(access.topics());
        var lines = new ArrayList<String>();
        // In this order: after a kill in between, the topics are still missing and the next start does it again.
        prepare(applications.processor(), List.of(Topics.OBSERVATIONS), BY_PROCESSOR, missing, lines);
        prepare(
                applications.sink(),
                List.of(Topics.OBSERVATIONS, Topics.TRANSITIONS),
                Repair.FROM_TRANSITIONS,
                missing,
                lines);
        admin.create(access.topics());
        if (!missing.isEmpty()) {
            lines.add(0, "Created: " + names(missing) + ".");
        }
        return lines;
    }

    /** Deletes offsets and state of a program if topics that it writes are missing. A program without state is a new one. */
    private void prepare(
            String applicationId, List<Topic> read, List<Topic> written, List<Topic> missing, List<String> lines) {
        var deleted =
                kafka.kafka().topics(written).stream().filter(missing::contains).toList();
        boolean reads = kafka.kafka().topics(read).stream().anyMatch(missing::contains);
        if (deleted.isEmpty() && !reads) {
            return;
        }
        if (!kafka.hasState(applicationId)) {
            lines.add("The application id " + applicationId + " has no state in this Kafka.");
            return;
        }
        // The group must have no members: one that returns would get its last assignment, which may be made without the
        // topics.
        var group = kafka.group(applicationId);
        if (!deleted.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("application", applicationId)
                    .addKeyValue("deleted", names(deleted))
                    .log("Topics were deleted: the application reads its input from the beginning to fill new "
                            + "ones. See docs/runbook.md#topics-deleted");
            group.reset();
            lines.add("The application id " + applicationId
                    + " reads its input from the beginning at its next start, to" + " fill " + names(deleted) + ".");
        }
    }

    private static String names(List<Topic> topics) {
        return String.join(", ", topics.stream().map(Topic::name).toList());
    }
}
