package io.tunnelwatch.schemas.topics;

import io.tunnelwatch.schemas.topics.Topic.Cleanup;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.HourlyAvailability;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The catalogue of all topics. */
public final class Topics {
    /**
     * Enough for six active processors; more would slow an idle start more than it helps. One target can never exceed the
     * cloud's quota of 500 connections a second, and a single partition takes hundreds of times more.
     */
    private static final int PARTITIONS = 6;

    /** A year, plus the time to compare it with the year before. */
    private static final Duration LONG = Duration.ofDays(400);

    public static final Topic OBSERVATIONS = topic(
            "vpn.observations.v1",
            "account/region",
            Observation.class,
            Cleanup.DELETE,
            Duration.ofDays(14),
            "what each scan of the cloud saw");
    public static final Topic TRANSITIONS = topic(
            "vpn.transitions.v1",
            "account/region/connection; account/region for a target",
            Transition.class,
            Cleanup.DELETE,
            LONG,
            "one change of one facet; connections created, deleted, reconfigured");
    public static final Topic ALERTS = topic(
            "vpn.alerts.v1",
            "alert fingerprint",
            Alert.class,
            Cleanup.COMPACT_AND_DELETE,
            LONG,
            "the whole alert at each step of its life");
    public static final Topic CONNECTIONS = topic(
            "vpn.connections.v1",
            "account/region/connection",
            ConnectionView.class,
            Cleanup.COMPACT,
            null,
            "the current state of every connection");
    public static final Topic HISTORY = topic(
            "vpn.history.v1",
            "interval id",
            Interval.class,
            Cleanup.COMPACT_AND_DELETE,
            LONG,
            "spans in which a facet kept its state; opened, then closed under the same key");
    public static final Topic AVAILABILITY = topic(
            "vpn.availability.v1",
            "account/region/entity/facet/hour; account/region/facet/hour for a target",
            HourlyAvailability.class,
            Cleanup.COMPACT_AND_DELETE,
            LONG,
            "time in each state, by the hour");
    public static final Topic TARGETS = topic(
            "vpn.targets.v1",
            "account/region",
            TargetView.class,
            Cleanup.COMPACT,
            null,
            "how far every target has been judged, and whether it can be seen");
    public static final Topic COMMANDS = topic(
            "vpn.commands.v1",
            "command id",
            Command.class,
            Cleanup.COMPACT_AND_DELETE,
            LONG,
            "what people asked for: acknowledge, silence, maintenance; the audit");
    public static final Topic NOTIFICATIONS = topic(
            "vpn.notifications.v1",
            "alert fingerprint",
            Notification.class,
            Cleanup.DELETE,
            LONG,
            "who was told of which alert, with what outcome, or the named reason why nobody was");
    public static final Topic DEAD_LETTERS = new Topic(
            "vpn.dead-letters.v1",
            "original key",
            Optional.empty(),
            PARTITIONS,
            Cleanup.DELETE,
            Optional.of(Duration.ofDays(30)),
            "records that could not be read, unchanged; headers say where and why");

    private static final List<Topic> ALL = List.of(
            OBSERVATIONS,
            TRANSITIONS,
            ALERTS,
            CONNECTIONS,
            HISTORY,
            AVAILABILITY,
            TARGETS,
            COMMANDS,
            NOTIFICATIONS,
            DEAD_LETTERS);

    private Topics() {}

    public static List<Topic> all() {
        return ALL;
    }

    /**
     * The topic of the catalogue that a topic of a cluster is, under whatever prefix; empty for any other topic.
     *
     * @see TopicNames
     */
    public static Optional<Topic> find(String name) {
        return ALL.stream()
                .filter(it -> name.endsWith(it.name())
                        && TopicNames.isPrefix(
                                name.substring(0, name.length() - it.name().length())))
                .findFirst();
    }

    public static Set<String> names(Collection<Topic> topics) {
        return topics.stream().map(Topic::name).collect(Collectors.toUnmodifiableSet());
    }

    private static Topic topic(
            String name,
            String key,
            Class<? extends SpecificRecord> value,
            Cleanup cleanup,
            @Nullable Duration retention,
            String purpose) {
        return new Topic(name, key, Optional.of(value), PARTITIONS, cleanup, Optional.ofNullable(retention), purpose);
    }
}
