package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.sink.topics.OffsetsForTimes;
import io.tunnelwatch.sink.topics.PartitionsReader;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.sink.topics.TopicDecoder;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics into the model, and keeps reading. Every instance reads everything, so that each can answer any request.
 * Uncommitted records are not read.
 */
public final class Feed implements FeedStatus, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** How far back a topic is read. Compacted topics are read whole: a current value may be old. */
    private static final Map<Topic, Duration> BACK = Map.of(
            // Only the latest observations of each target matter, and each target has many in an hour.
            Topics.OBSERVATIONS, Duration.ofHours(1),
            // The page shows configuration changes of this period, and the past within it.
            Topics.TRANSITIONS, Past.KEPT,
            // The newest decision about an alert that has fired for longer is left out.
            Topics.NOTIFICATIONS, Duration.ofDays(30));

    private static final List<Topic> TOPICS = List.of(
            Topics.CONNECTIONS,
            Topics.TARGETS,
            Topics.ALERTS,
            Topics.HISTORY,
            Topics.OBSERVATIONS,
            Topics.TRANSITIONS,
            Topics.COMMANDS,
            Topics.NOTIFICATIONS);

    /** Retention of the topic. */
    private static final Duration KEPT = Topics.HISTORY.retention().orElseThrow();

    private static final Duration POLL = Duration.ofMillis(200);

    /** A reader that has not polled for this long hangs; while the brokers are away it still polls. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(60);

    /** Three requests to the brokers without an answer. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(15);

    private final KafkaAccess kafka;
    private final PartitionsReader reader;
    private final FeedDecoder decoder;
    private final SkippedRecords skippedRecords;
    private final ReadModel model;
    private final ModelUpdates updates;
    private final Clock clock;
    private final IntervalCache cache;
    private final String topicId;
    private final String targets;
    private final String transitions;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "read-model-feed");

    /** Records about judged targets that wait for the transitions which were found on the way. */
    private final List<ConsumerRecord<byte[], byte[]>> judgements = new ArrayList<>();

    private Map<TopicPartition, Long> goal = Map.of();
    private volatile boolean caughtUp;
    private volatile BiConsumer<String, Object> listener = (kind, what) -> {};

    /**
     * Creates the feed without starting it.
     *
     * @param directory holds the intervals on disk over a restart
     */
    public Feed(KafkaAccess kafka, ReadModel model, Clock clock, Path directory, SkippedRecords skippedRecords) {
        this(
                kafka,
                () -> consumer(kafka),
                TopicIdentity.of(kafka, kafka.topic(Topics.HISTORY).name()),
                model,
                clock,
                directory,
                skippedRecords);
    }

    Feed(
            KafkaAccess kafka,
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topicId,
            ReadModel model,
            Clock clock,
            Path directory,
            SkippedRecords skippedRecords) {
        this.kafka = kafka;
        this.reader = new PartitionsReader(consumers, new Start(), skippedRecords);
        this.decoder = new FeedDecoder(kafka, reader);
        this.skippedRecords = skippedRecords;
        this.model = model;
        this.updates = new ModelUpdates(model, this::notifyListener);
        model.markCatchingUp();
        this.clock = clock;
        this.cache = new IntervalCache(directory);
        this.topicId = topicId;
        this.targets = kafka.topic(Topics.TARGETS).name();
        this.transitions = kafka.topic(Topics.TRANSITIONS).name();
    }

    private static Consumer<byte[], byte[]> consumer(KafkaAccess kafka) {
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        // Kafka's default would silently jump over a year; the reader reports what is gone and restarts with what is
        // left.
        config.put("auto.offset.reset", "none");
        // A start reads a year; small polls would cost more than the records in them.
        config.putIfAbsent("max.poll.records", 5_000);
        config.putIfAbsent("max.partition.fetch.bytes", 4 << 20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** @param listener receives every change after the model has caught up: its kind, and the value */
    public void start(BiConsumer<String, Object> listener) {
        this.listener = listener;
        thread.start();
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Ready when the model is up to date with the topics, except for records that could not be read. */
    public Health health() {
        if (ended.isCompletedExceptionally()) {
            return Health.dead("the page no longer reads its topics: the log says why");
        }
        var silence = silence(reader.sinceProgress());
        if (silence.isPresent()) {
            return silence.get();
        }
        if (isRegistryAway()) {
            return Health.starting("the page waits for the schema registry");
        }
        if (lostFor().isPresent()) {
            return Health.starting("the brokers do not answer");
        }
        if (!caughtUp) {
            return Health.starting("the page is still reading its topics");
        }
        String topics = String.join(", ", skippedRecords.topics());
        return Health.ready(
                "the page is up to date" + (topics.isEmpty() ? "" : ", except for unreadable records in " + topics));
    }

    /** The health of a reader that has not polled for so long; empty if that is not too long. */
    static Optional<Health> silence(Duration sinceProgress) {
        return tooLong(sinceProgress).map(it -> {
            String nothing = "the page has read nothing for " + it.toSeconds() + " s";
            return it.compareTo(DEAD_AFTER) > 0 ? Health.dead(nothing) : Health.starting(nothing);
        });
    }

    @Override
    public Optional<Duration> lostFor() {
        return tooLong(reader.sinceHeard());
    }

    private static Optional<Duration> tooLong(Duration it) {
        return it.compareTo(LOST_AFTER) > 0 ? Optional.of(it) : Optional.empty();
    }

    @Override
    public boolean isRegistryAway() {
        return decoder.isRegistryAway();
    }

    @Override
    public Collection<String> unreadable() {
        return skippedRecords.topics();
    }

    @Override
    public List<Hole> holes() {
        return reader.holes();
    }

    /** Kafka's clients measure waits by the wall clock; one that is set back makes them wait for long. */
    public void clockWasSet() {
        reader.renewSoon();
    }

    /** Kafka's metrics of the consumer that reads now. */
    public Map<MetricName, ? extends Metric> kafkaMetrics() {
        return reader.kafkaMetrics();
    }

    public CompletableFuture<Void> ended() {
        return ended;
    }

    private void run() {
        try (reader) {
            follow();
        } catch (Throwable e) { // the thread's edge
            ended.completeExceptionally(e);
        }
    }

    private void follow() {
        long began = System.nanoTime();
        try {
            while (!reader.isClosing()) {
                reader.poll(POLL).forEach(this::take);
                applyJudgements();
                if (!caughtUp && !goal.isEmpty() && reader.isThere(goal)) {
                    model.markCaughtUp();
                    caughtUp = true;
                    LOG.atInfo()
                            .addKeyValue("intervals", model.intervals().size())
                            .addKeyValue(
                                    "millis",
                                    Duration.ofNanos(System.nanoTime() - began).toMillis())
                            .log("The page has read its topics to the end");
                }
            }
        } catch (WakeupException e) {
            LOG.debug("Asked to stop");
        }
        keep();
    }

    /** Start offsets: compacted topics are read whole, long ones only as far back as their records are needed. */
    private final class Start implements PartitionsReader.StartPositions {
        @Override
        public List<String> topics() {
            return kafka.topics(TOPICS).stream().map(Topic::name).toList();
        }

        @Override
        public Map<TopicPartition, Long> first(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            var ends = consumer.endOffsets(partitions);
            var first = new HashMap<>(reset(consumer, partitions));
            first.putAll(afterWhatIsKept(ends));
            goal = ends;
            return first;
        }

        @Override
        public Map<TopicPartition, Long> reset(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            var first = new HashMap<>(consumer.beginningOffsets(partitions));
            var since = new HashMap<TopicPartition, Long>();
            for (TopicPartition it : partitions) {
                Duration back = BACK.get(Topics.find(it.topic()).orElseThrow());
                if (back != null) {
                    since.put(it, clock.instant().minus(back).toEpochMilli());
                }
            }
            first.putAll(OffsetsForTimes.find(consumer, since));
            return first;
        }
    }

    /** Offsets after the intervals kept on disk. The reader notices and reports records that were deleted meanwhile. */
    private Map<TopicPartition, Long> afterWhatIsKept(Map<TopicPartition, Long> ends) {
        String history = kafka.topic(Topics.HISTORY).name();
        var kept = new HashMap<TopicPartition, Long>();
        cache.read(topicId, model.intervals()).ifPresent(it -> it.offsets()
                .forEach((partition, offset) -> kept.put(new TopicPartition(history, partition), offset)));
        kept.entrySet().removeIf(it -> it.getValue() > ends.getOrDefault(it.getKey(), -1L));
        return kept;
    }

    /**
     * Writes the intervals to disk for the next start. Called after a clean end only: then every polled record has been
     * applied.
     */
    private void keep() {
        if (!caughtUp) {
            return;
        }
        String history = kafka.topic(Topics.HISTORY).name();
        var offsets = new TreeMap<Integer, Long>();
        reader.next().forEach((partition, offset) -> {
            if (partition.topic().equals(history)) {
                offsets.put(partition.partition(), offset);
            }
        });
        model.intervals().dropBefore(clock.instant().minus(KEPT));
        cache.write(new IntervalCache.Position(topicId, offsets), model.intervals());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(targets)) {
            judgements.add(record);
        } else {
            apply(record);
        }
    }

    /**
     * A judgement counts once its transitions are known. Much of one topic may be read before the first record of another; a
     * connection would be displayed as it was before the judgement, and the target as judged.
     */
    private void applyJudgements() {
        if (!judgements.isEmpty() && reader.isAtEnd(transitions)) {
            judgements.forEach(this::apply);
            judgements.clear();
        }
    }

    private void apply(ConsumerRecord<byte[], byte[]> record) {
        try {
            updates.apply(record.topic(), TopicDecoder.key(record), decoder.value(record));
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) { // one bad record must not stop the feed
            skippedRecords.record(record, e);
        }
    }

    /** Only changes after catching up are streamed; clients request the past. */
    private void notifyListener(String kind, Object what) {
        if (caughtUp) {
            listener.accept(kind, what);
        }
    }

    @Override
    public void close() {
        reader.stop();
        if (thread.getState() == Thread.State.NEW) {
            reader.close();
        }
        try {
            thread.join(Duration.ofSeconds(4).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }
}
