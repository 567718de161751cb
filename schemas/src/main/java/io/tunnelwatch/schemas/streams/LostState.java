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
 * Finds out that what an application remembers is gone while its place in the log is not: going on from there it would take
 * everything for new. Then it begins at the beginning of the log, which tells it all again. What it publishes meanwhile was
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
     * To be called while the application is not running.
     *
     * <p>A version that adds a store to a topology in use has to tell that store from a lost one here.
     */
    void rebuildIfLost(Topology topology) {
        var missing = new TreeSet<>(changelogs(topology));
        missing.removeAll(group.internalTopics());
        if (!missing.isEmpty() && !group.positions().isEmpty()) {
            rebuild("its changelogs " + missing + " are gone");
        }
    }

    /** The state is made anew by the next start. */
    void rebuild(String why) {
        LOG.atError()
                .addKeyValue("application", applicationId)
                .addKeyValue("why", why)
                .log(
                        "The state is lost and is made anew from the beginning of the log: see docs/runbook.md#lost-state");
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

    /** Whether a failure is about what is remembered, and not about what is read. */
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
