package io.tunnelwatch.schemas.streams;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that an application's state is gone while its offsets are not: going on from there, it would take everything for new.
 * Then the application restarts from the beginning of the log, which rebuilds the state. Meanwhile it publishes again what it
 * published before, under the same ids.
 */
final class LostState {
    private static final Logger LOG = LoggerFactory.getLogger(LostState.class);

    private final String applicationId;
    private final StoppedGroup group;

    LostState(Admin admin, String applicationId) {
        this.applicationId = applicationId;
        this.group = new StoppedGroup(admin, applicationId);
    }

    /**
     * Rebuilds the state if it is lost. Call this only while the application is not running.
     *
     * <p>A version that adds a store to a topology in use must distinguish a new store from a lost one here.
     */
    void rebuildIfLost(Topology topology) {
        var missing = new TreeSet<>(changelogs(topology));
        missing.removeAll(group.internalTopics());
        if (!missing.isEmpty() && !group.positions().isEmpty()) {
            rebuild("its changelogs " + missing + " are gone");
        }
    }

    /** Deletes offsets and internal topics, so that the next start rebuilds the state. */
    void rebuild(String why) {
        LOG.atError()
                .addKeyValue("application", applicationId)
                .addKeyValue("why", why)
                .log("The state is lost and is rebuilt from the beginning of the log: see docs/runbook.md#lost-state");
        group.requireEmpty();
        group.forget();
    }

    private Set<String> changelogs(Topology topology) {
        var names = new HashSet<String>();
        topology.describe().subtopologies().forEach(part -> part.nodes().forEach(node -> {
            if (node instanceof TopologyDescription.Processor processor) {
                processor.stores().forEach(it -> names.add(applicationId + "-" + it + "-changelog"));
            }
        }));
        return names;
    }

    /** Whether a failure is a damaged record in a changelog, and not in an input topic. */
    boolean isAbout(Throwable failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
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
