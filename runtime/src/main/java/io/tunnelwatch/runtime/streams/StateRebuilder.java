package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.runtime.VisibleTopics;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that an application's state is gone while its offsets are not: going on from there, it would take everything for new.
 * Then the application restarts from the beginning of the log, which rebuilds the state. Meanwhile it publishes again what it
 * published before, under the same ids.
 */
final class StateRebuilder {
    private static final Logger LOG = LoggerFactory.getLogger(StateRebuilder.class);

    private static final String REPARTITION = "-repartition";

    /**
     * Longer than two looks of a watch over deleted topics are apart, even if Kafka does not answer the first: one of them falls
     * into this time.
     */
    private static final Duration SETTLES_WITHIN = Duration.ofSeconds(15);

    /** A dying stream thread waits for this. */
    private static final Duration SAYS_WITHIN = Duration.ofSeconds(5);

    private final Admin admin;
    private final String applicationId;
    private final Set<String> instanceIds;
    private final StoppedGroup group;
    private volatile boolean rebuilding;
    private volatile long settledAt = System.nanoTime();

    /** @param instanceIds the names under which the threads of this process are members of the group */
    StateRebuilder(Admin admin, String applicationId, Set<String> instanceIds) {
        this.admin = admin;
        this.applicationId = applicationId;
        this.instanceIds = Set.copyOf(instanceIds);
        this.group = new StoppedGroup(admin, applicationId);
    }

    /**
     * Rebuilds the state if it is lost. Call this only while the application is not running.
     *
     * <p>Without committed offsets there is nothing to rebuild. But this member may have an assignment from before, and Kafka
     * Streams creates its internal topics only with a new one.
     *
     * <p>A version that adds a store to a topology in use must distinguish a new store from a lost one here.
     */
    void rebuildIfLost(Topology topology) {
        var missing = internalTopics(topology);
        missing.removeAll(group.internalTopics());
        if (missing.isEmpty()) {
            return;
        }
        if (group.positions().isEmpty()) {
            leaveGroup();
        } else {
            rebuild("its topics " + missing + " are gone");
        }
    }

    /**
     * Removes this process from the group, so that it gets a new assignment when it returns. Kafka Streams leaves by itself only
     * if it is closed while it runs: after the death of a thread, it remains a member.
     */
    void leaveGroup() {
        group.removeMembers(instanceIds);
    }

    /** Deletes offsets and internal topics, so that the next start rebuilds the state. */
    void rebuild(String why) {
        LOG.atError()
                .addKeyValue("application", applicationId)
                .addKeyValue("why", why)
                .log("The state is lost, and is rebuilt from the beginning of the log. See "
                        + "docs/runbook.md#lost-state");
        rebuilding = true;
        try {
            group.requireEmpty();
            group.reset();
        } finally {
            settledAt = System.nanoTime() + SETTLES_WITHIN.toNanos();
            rebuilding = false;
        }
    }

    /**
     * Returns whether a rebuild is deleting internal topics, or has just done so: their absence, or new ones, are then no
     * surprise.
     */
    boolean isRebuilding() {
        return rebuilding || System.nanoTime() - settledAt < 0;
    }

    /** Names of the topics that Kafka Streams makes for this topology: changelogs, and those between its parts. */
    Set<String> internalTopics(Topology topology) {
        var names = new TreeSet<String>();
        topology.describe().subtopologies().forEach(part -> part.nodes().forEach(node -> {
            if (node instanceof TopologyDescription.Processor processor) {
                processor.stores().forEach(it -> names.add(applicationId + "-" + it + "-changelog"));
            }
        }));
        sources(topology)
                .flatMap(it -> it.topicSet().stream())
                .filter(it -> it.endsWith(REPARTITION))
                .forEach(it -> names.add(applicationId + "-" + it));
        return names;
    }

    /** The input topics of this topology that do not exist; none if Kafka does not say so within five seconds. */
    Set<String> missingInputs(Topology topology) {
        var names = sources(topology)
                .flatMap(it -> it.topicSet().stream())
                .filter(it -> !it.endsWith(REPARTITION))
                .toList();
        try {
            return VisibleTopics.of(admin, names, SAYS_WITHIN).missing();
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            LOG.atDebug().setCause(e).log("Kafka does not say which topics are missing");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Set.of();
    }

    private static Stream<TopologyDescription.Source> sources(Topology topology) {
        return topology.describe().subtopologies().stream()
                .flatMap(part -> part.nodes().stream())
                .filter(TopologyDescription.Source.class::isInstance)
                .map(TopologyDescription.Source.class::cast)
                .filter(it -> it.topicSet() != null);
    }

    /** Returns whether a failure is a damaged record or value in a changelog, and not in an input topic. */
    boolean isAbout(Throwable failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof DamagedStateException) {
                return true;
            }
            if (String.valueOf(it.getMessage())
                    .matches("(?s).*\\b" + quoted() + "-[\\w.-]+-changelog-\\d+ at offset .* is invalid.*")) {
                return true;
            }
        }
        return false;
    }

    private String quoted() {
        return java.util.regex.Pattern.quote(applicationId);
    }
}
