package io.tunnelwatch.processor.runtime;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.processor.topology.DetectorTopology;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.runtime.files.PrivateDirectory;
import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.runtime.streams.AdaptiveCommitPacing;
import io.tunnelwatch.runtime.streams.InternalTopics;
import io.tunnelwatch.runtime.streams.StreamsErrorMetrics;
import io.tunnelwatch.runtime.streams.StreamsSettings;
import io.tunnelwatch.runtime.streams.SupervisedStreams;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The processor program: the detector's topology, its supervisor, and the watchdog for silent pollers. */
public final class Processor implements Program {
    private static final List<Topic> TOPICS =
            List.of(Topics.OBSERVATIONS, Topics.TRANSITIONS, Topics.ALERTS, Topics.TARGETS, Topics.DEAD_LETTERS);

    private final SupervisedStreams streams;
    private final Watchdog watchdog;
    private final Set<String> topics;

    private Processor(SupervisedStreams streams, Watchdog watchdog, List<Topic> topics) {
        this.streams = streams;
        this.watchdog = watchdog;
        this.topics = Topics.names(topics);
    }

    public static Processor start(ProcessorSettings settings, PrometheusRegistry metrics) {
        var kafka = settings.kafka();
        PrivateDirectory.make(ProcessorSettings.STATE_DIR, settings.stateDirectory());
        Prerequisites.require(
                kafka,
                TOPICS,
                rights(settings.applicationId(), kafka.topicNames()),
                internalTopics(settings.applicationId(), kafka.topicNames().partitions()));
        var watchdog = Watchdog.start(kafka, settings.watchdog());
        var listeners = new DecisionListeners(List.of(new DecisionMetrics(metrics), watchdog));
        var commitPacing = new AdaptiveCommitPacing();
        var streams = SupervisedStreams.start(
                "processor",
                () -> DetectorTopology.build(kafka, settings.rules(), commitPacing, listeners),
                StreamsSettings.settings(
                        kafka,
                        settings.applicationId(),
                        settings.instanceId(),
                        settings.stateDirectory(),
                        settings.threads()),
                new StreamsErrorMetrics("processor", metrics),
                commitPacing::committed);
        return new Processor(streams, watchdog, kafka.topics(TOPICS));
    }

    /** The topics that Kafka Streams makes for it, if the observations have so many partitions. */
    public static List<Topic> internalTopics(String applicationId, int partitions) {
        return InternalTopics.of(
                applicationId, partitions, List.of("connections", "groups", "running", "targets"), List.of());
    }

    /** The rights that it needs in a cluster with ACLs; its watchdog writes observations. */
    public static Rights rights(String applicationId, TopicNames topicNames) {
        return new Rights(topicNames)
                .reads(List.of(Topics.OBSERVATIONS))
                .writes(TOPICS)
                .streams(applicationId)
                .writesIdempotently();
    }

    @Override
    public String name() {
        return streams.name();
    }

    @Override
    public Health health() {
        return streams.health();
    }

    @Override
    public Set<String> topics() {
        return Stream.concat(topics.stream(), streams.topics().stream()).collect(Collectors.toSet());
    }

    @Override
    public CompletableFuture<Void> ended() {
        return streams.ended();
    }

    @Override
    public void close() {
        watchdog.close();
        streams.close();
    }
}
