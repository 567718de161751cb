package io.tunnelwatch.runtime.metrics;

import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/**
 * The closed list of Kafka's own metrics that are passed on. Kafka keeps some hundreds for each application, most of them by
 * task, partition or broker; a rule, a dashboard or the runbook asks for each of these. Their names are public.
 */
enum KafkaMetric {
    ALIVE_THREADS(Group.APPLICATION, "alive-stream-threads", Merge.SUM, "Stream threads that run."),
    FAILED_THREADS(
            Group.APPLICATION,
            "failed-stream-threads",
            Merge.SUM,
            "Stream threads that have died since the application was built or rebuilt."),
    PROCESSED_RECORDS(Group.THREADS, "process-total", Merge.COUNT, "Records that the application has processed."),
    PROCESS_LATENCY_MAX_SECONDS(
            Group.THREADS, "process-latency-max", Merge.LONGEST_MILLIS, "Longest time that one record took lately."),
    COMMITS(Group.THREADS, "commit-total", Merge.COUNT, "Commits of the application's threads."),
    COMMIT_LATENCY_MAX_SECONDS(
            Group.THREADS, "commit-latency-max", Merge.LONGEST_MILLIS, "Longest time that a commit took lately."),
    DROPPED_RECORDS(
            Group.TASKS,
            "dropped-records-total",
            Merge.COUNT,
            "Records that Kafka Streams has dropped before the application saw them."),
    RESTORE_REMAINING_RECORDS(
            Group.TASKS,
            "restore-remaining-records-total",
            Merge.SUM,
            "Records of changelogs that are still to be read before every task runs."),
    FETCH_LAG_RECORDS(
            Group.FETCHES,
            "records-lag-max",
            Merge.LARGEST_OR_ZERO,
            "Records by which a reader was behind the end of a partition at its latest fetches; 0 if none arrived."),
    REBALANCES(
            Group.MEMBERS,
            "rebalance-total",
            Merge.COUNT,
            "Rebalances in which members of this process have taken part."),
    FAILED_REBALANCES(
            Group.MEMBERS,
            "failed-rebalance-total",
            Merge.COUNT,
            "Rebalances that have failed for a member of this process."),
    HEARTBEAT_AGE_SECONDS(
            Group.MEMBERS,
            "last-heartbeat-seconds-ago",
            Merge.LONGEST_SECONDS,
            "Time since the latest heartbeat of the member that has waited longest."),
    SENT_RECORDS(Group.PRODUCERS, "record-send-total", Merge.COUNT, "Records that were sent."),
    SEND_ERRORS(Group.PRODUCERS, "record-error-total", Merge.COUNT, "Records that could not be sent."),
    CONNECTIONS(Group.CLIENTS, "connection-count", Merge.SUM, "Open connections to brokers."),
    FAILED_AUTHENTICATIONS(
            Group.CLIENTS,
            "failed-authentication-total",
            Merge.COUNT,
            "Connections to brokers that have failed because the credentials were not accepted.");

    /** Kafka's groups of metrics; those by partition, topic or broker have names of their own. */
    private enum Group {
        APPLICATION("stream-metrics"),
        THREADS("stream-thread-metrics"),
        TASKS("stream-task-metrics"),
        FETCHES("consumer-fetch-manager-metrics"),
        MEMBERS("consumer-coordinator-metrics"),
        PRODUCERS("producer-metrics"),
        CLIENTS("(consumer|producer|admin-client)-metrics");

        private final Pattern names;

        Group(String names) {
            this.names = Pattern.compile(names);
        }
    }

    /** How the values of several threads, tasks or clients become one. */
    private enum Merge {
        COUNT,
        SUM,
        LONGEST_SECONDS,
        LONGEST_MILLIS,
        LARGEST_OR_ZERO
    }

    private static final double MILLIS_PER_SECOND = 1000;

    private final Group group;
    private final String kafkasName;
    private final Merge merge;
    private final String help;

    KafkaMetric(Group group, String kafkasName, Merge merge, String help) {
        this.group = group;
        this.kafkasName = kafkasName;
        this.merge = merge;
        this.help = help;
    }

    /** The public name, without the suffix of a counter. */
    String publicName() {
        return "tunnelwatch_kafka_" + name().toLowerCase(Locale.ROOT);
    }

    String help() {
        return help;
    }

    boolean isCounter() {
        return merge == Merge.COUNT;
    }

    boolean isReadFrom(String kafkasGroup, String name) {
        return kafkasName.equals(name) && group.names.matcher(kafkasGroup).matches();
    }

    /** Merges values, one at least; those that Kafka does not know are NaN or negative. The result is NaN if none is known. */
    double merged(DoubleStream values) {
        var known = values.filter(it -> Double.isFinite(it) && it >= 0);
        return switch (merge) {
            case COUNT, SUM -> known.sum();
            case LONGEST_SECONDS -> known.max().orElse(Double.NaN);
            case LONGEST_MILLIS -> known.max().orElse(Double.NaN) / MILLIS_PER_SECOND;
            case LARGEST_OR_ZERO -> known.max().orElse(0);
        };
    }
}
