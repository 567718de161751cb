package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tags of a customer, who may see the connections that have all of them.
 *
 * @param tags the value that each tag must have, by the label of the tag; never empty
 */
public record CustomerScope(Map<String, String> tags) {
    /** The texts of an alert tell of changes up to so long before it began. */
    private static final Duration TOLD = Duration.ofMinutes(30);

    public CustomerScope {
        if (tags.isEmpty()) {
            throw new IllegalArgumentException("a scope without tags would be everything");
        }
        tags = Map.copyOf(tags);
    }

    /**
     * An alert without what tells of others: the reason for a decision, and the alert that inhibits it. Empty if the alert is not
     * about a connection of this scope alone, or may tell of the time before.
     *
     * @param since time since which the connection is in the scope
     */
    Optional<Alert> visible(Alert it, Instant since) {
        boolean isOwn = it.getConnectionId() != null
                && it.getMembers().isEmpty()
                && it.getContext() != null
                && sees(it.getContext())
                && it.getNotBefore().minus(TOLD).isAfter(since);
        return isOwn
                ? Optional.of(Alert.newBuilder(it)
                        .setInhibitedBy(null)
                        .setDecision("")
                        .build())
                : Optional.empty();
    }

    /** Most connections are not the customer's, and no tag of theirs has the value. */
    boolean sees(ConnectionContext it) {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            if (!isAValue(tag.getValue(), it.getTags()) || !isOnly(tag.getValue(), tag.getKey(), it.getTags())) {
                return false;
            }
        }
        return true;
    }

    private static boolean isAValue(String value, List<Tag> tags) {
        for (Tag it : tags) {
            if (it.getValue().equals(value)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether a label has that value. Several tags may share a label: then all of them must have it. */
    private static boolean isOnly(String value, String label, List<Tag> tags) {
        List<String> values = tags.stream()
                .filter(it -> AlertLabels.tag(it.getKey()).equals(label))
                .map(Tag::getValue)
                .distinct()
                .toList();
        return values.equals(List.of(value));
    }
}
