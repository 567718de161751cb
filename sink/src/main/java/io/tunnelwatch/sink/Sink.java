package io.tunnelwatch.sink;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
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
import io.tunnelwatch.sink.history.HistoryTopology;
import io.tunnelwatch.sink.sql.IntervalWriter;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.sink.web.ReadApiServer;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The sink program: builds the history from transitions, keeps the current state, and serves both over HTTP. */
public final class Sink implements Program {
    private final Set<String> topics;
    private final SupervisedStreams history;
    private final ReadApiServer api;
    private final Optional<IntervalWriter> writer;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Sink(
            List<Topic> topics, SupervisedStreams history, ReadApiServer serving, Optional<IntervalWriter> writer) {
        this.topics = Topics.names(topics);
        this.history = history;
        this.api = serving;
        this.writer = writer;
        endWith(history);
        endWith(serving);
        writer.ifPresent(this::endWith);
    }

    private void endWith(Program part) {
        part.ended().exceptionally(failure -> {
            ended.completeExceptionally(failure);
            return null;
        });
    }

    /**
     * Starts the sink.
     *
     * @param neighbours health of the other programs in this process, reported beside the sink's own
     */
    public static Sink start(
            SinkSettings settings, PrometheusRegistry metrics, Supplier<Map<String, Health>> neighbours) {
        var kafka = settings.kafka();
        PrivateDirectory.make(SinkSettings.STATE_DIR, settings.stateDirectory());
        Prerequisites.require(
                kafka,
                Topics.all(),
                rights(settings.applicationId(), kafka.topicNames()),
                internalTopics(settings.applicationId(), kafka.topicNames().partitions()));
        var skippedRecords = new SkippedRecords(metrics, "page");
        var writer =
                settings.postgres().map(it -> IntervalWriter.start(it, kafka, skippedRecords.forReader("postgres")));
        var commitPacing = new AdaptiveCommitPacing();
        var history = SupervisedStreams.start(
                "history",
                () -> HistoryTopology.build(kafka, commitPacing),
                StreamsSettings.settings(
                        kafka, settings.applicationId(), settings.instanceId(), settings.stateDirectory(), 1),
                new StreamsErrorMetrics("history", metrics),
                commitPacing::committed);
        var self = new CompletableFuture<Sink>();
        try {
            var serving = ReadApiServer.start(
                    kafka,
                    settings.stateDirectory(),
                    settings.access(),
                    settings.notice(),
                    () -> everyone(neighbours.get(), self),
                    metrics,
                    settings.metricsPerConnection(),
                    skippedRecords);
            var sink = new Sink(kafka.topics(), history, serving, writer);
            self.complete(sink);
            return sink;
        } catch (RuntimeException e) {
            writer.ifPresent(IntervalWriter::close);
            history.close();
            throw e;
        }
    }

    /** The topics that Kafka Streams makes for its history, if the transitions have so many partitions. */
    public static List<Topic> internalTopics(String applicationId, int partitions) {
        return InternalTopics.of(applicationId, partitions, List.of("connections", "histories"), List.of("hours"));
    }

    /** The rights that it needs in a cluster with ACLs; people's commands come in through its API. */
    public static Rights rights(String applicationId, TopicNames topicNames) {
        return new Rights(topicNames)
                .reads(Topics.all())
                .writes(List.of(
                        Topics.CONNECTIONS, Topics.HISTORY, Topics.AVAILABILITY, Topics.COMMANDS, Topics.DEAD_LETTERS))
                .streams(applicationId)
                .writesIdempotently();
    }

    private static Map<String, Health> everyone(Map<String, Health> neighbours, CompletableFuture<Sink> self) {
        var all = new TreeMap<>(neighbours);
        all.put("sink", self.isDone() ? self.join().health() : Health.starting("the sink is being started"));
        return all;
    }

    /** Address of the web page. */
    public URI address() {
        return api.address();
    }

    /** Returns whether the page shows the history of all changes that it knows. */
    public boolean isHistoryCurrent() {
        return api.isHistoryCurrent();
    }

    @Override
    public String name() {
        return "sink";
    }

    /** Ready when the page can be trusted. The PostgreSQL copy counts for liveness only: the page does not depend on it. */
    @Override
    public Health health() {
        var needed = List.of(history.health(), api.health());
        var all = new ArrayList<>(needed);
        writer.ifPresent(it -> all.add(it.health()));
        boolean alive = all.stream().allMatch(Health::alive);
        boolean ready = needed.stream().allMatch(Health::ready);
        String detail = all.stream()
                .filter(it -> !it.alive() || !it.ready())
                .map(Health::detail)
                .collect(Collectors.joining("; "));
        return new Health(alive, ready && alive, detail.isEmpty() ? api.health().detail() : detail);
    }

    @Override
    public Set<String> topics() {
        return Stream.concat(topics.stream(), history.topics().stream()).collect(Collectors.toSet());
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        api.close();
        writer.ifPresent(IntervalWriter::close);
        history.close();
        ended.complete(null);
    }
}
