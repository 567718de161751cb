package io.tunnelwatch.sink.model;

import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.log.Decoder;
import io.tunnelwatch.sink.log.FirstSince;
import io.tunnelwatch.sink.log.Hole;
import io.tunnelwatch.sink.log.LogReader;
import io.tunnelwatch.sink.log.PassedOver;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the topics into the model, and goes on reading. Every instance reads everything, so that any of them can answer
 * anything; what is not committed it does not see.
 */
public final class Feed implements Supply, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

    /** How far back a topic is read. Compacted ones are read whole: what stands may be old. */
    private static final Map<String, Duration> BACK = Map.of(
            // Of the observations only the latest of each target matter, and each target has many in an hour.
            Topics.OBSERVATIONS.name(), Duration.ofHours(1),
            // As far as the page looks back for changes of a configuration.
            Topics.TRANSITIONS.name(), Duration.ofDays(90));

    private static final List<Topic> TOPICS = List.of(
            Topics.CONNECTIONS, Topics.TARGETS, Topics.ALERTS, Topics.HISTORY, Topics.OBSERVATIONS, Topics.TRANSITIONS);

    /** As long as the topic keeps them. */
    private static final Duration KEPT = Topics.HISTORY.retention().orElseThrow();

    private static final Duration POLL = Duration.ofMillis(200);

    /** A reader that has not polled for so long hangs; one whose brokers are away still polls. */
    private static final Duration DEAD_AFTER = Duration.ofSeconds(60);

    /** Three questions that went unanswered. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(15);

    private final LogReader reader;
    private final Map<String, Decoder<? extends SpecificRecord>> decoders = new HashMap<>();
    private final PassedOver passedOver;
    private final ReadModel model;
    private final Clock clock;
    private final Snapshot snapshot;
    private final String topicId;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "read-model-feed");
    private Map<TopicPartition, Long> goal = Map.of();
    private volatile boolean caughtUp;
    private volatile boolean isRegistryAway;
    private volatile BiConsumer<String, Object> listener = (kind, what) -> {};

    /**
     * Made, and not yet begun.
     *
     * @param directory where what was read may be kept over a restart
     */
    public Feed(KafkaAccess kafka, ReadModel model, Clock clock, Path directory, PassedOver passedOver) {
        this(
                kafka,
                () -> consumer(kafka),
                TopicIdentity.of(kafka, Topics.HISTORY.name()),
                model,
                clock,
                directory,
                passedOver);
    }

    Feed(
            KafkaAccess kafka,
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topicId,
            ReadModel model,
            Clock clock,
            Path directory,
            PassedOver passedOver) {
        this.reader = new LogReader(consumers, new Start(), passedOver);
        reads(kafka, Topics.CONNECTIONS, ConnectionView.class, ReadModel::key);
        reads(kafka, Topics.TARGETS, TargetView.class, ReadModel::target);
        reads(kafka, Topics.ALERTS, Alert.class, Alert::getFingerprint);
        reads(kafka, Topics.HISTORY, Interval.class, Interval::getIntervalId);
        reads(kafka, Topics.OBSERVATIONS, Observation.class, ReadModel::target);
        reads(kafka, Topics.TRANSITIONS, Transition.class, ReadModel::key);
        this.passedOver = passedOver;
        this.model = model;
        model.readThePast();
        this.clock = clock;
        this.snapshot = new Snapshot(directory);
        this.topicId = topicId;
    }

    private static Consumer<byte[], byte[]> consumer(KafkaAccess kafka) {
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        // Kafka's default would jump over a year without a word; the reader says what is gone, and begins anew.
        config.put("auto.offset.reset", "none");
        // A start reads a year; small bites would cost more than what is in them.
        config.putIfAbsent("max.poll.records", 5_000);
        config.putIfAbsent("max.partition.fetch.bytes", 4 << 20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private <T extends SpecificRecord> void reads(
            KafkaAccess kafka, Topic topic, Class<T> type, Function<T, String> key) {
        decoders.put(topic.name(), new Decoder<>(kafka, topic, type, key));
    }

    /** @param listener told of every change that comes after the model is caught up, by its kind */
    public void start(BiConsumer<String, Object> listener) {
        this.listener = listener;
        thread.start();
    }

    @Override
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Ready when what it holds is what the topics say now, but for what could not be read. */
    public Health health() {
        if (ended.isCompletedExceptionally()) {
            return Health.dead("the read model is no longer fed");
        }
        long silent = reader.sinceProgress().toSeconds();
        if (silent > DEAD_AFTER.toSeconds()) {
            return Health.dead("the read model has not been fed for " + silent + " s");
        }
        if (silent > LOST_AFTER.toSeconds()) {
            return Health.starting("the read model has not been fed for " + silent + " s");
        }
        if (isRegistryAway) {
            return Health.starting("the read model waits for the schema registry");
        }
        if (lostFor().isPresent()) {
            return Health.starting("the read model has lost its broker");
        }
        if (!caughtUp) {
            return Health.starting("the read model is being read");
        }
        var topics = passedOver.topics();
        return Health.ready(
                topics.isEmpty()
                        ? "the page is up to date"
                        : "degraded: records unreadable in " + String.join(", ", topics));
    }

    @Override
    public Optional<Duration> lostFor() {
        return Optional.of(reader.sinceHeard()).filter(it -> it.compareTo(LOST_AFTER) > 0);
    }

    @Override
    public boolean isRegistryAway() {
        return isRegistryAway;
    }

    @Override
    public Collection<String> unreadable() {
        return passedOver.topics();
    }

    @Override
    public List<Hole> holes() {
        return reader.holes();
    }

    /** Kafka's clients wait by the wall clock; one that was set back makes them wait for long. */
    public void clockWasSet() {
        reader.renewSoon();
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
                if (!caughtUp && !goal.isEmpty() && reader.isThere(goal)) {
                    model.goLive();
                    caughtUp = true;
                    LOG.atInfo()
                            .addKeyValue("intervals", model.intervals().size())
                            .addKeyValue(
                                    "millis",
                                    Duration.ofNanos(System.nanoTime() - began).toMillis())
                            .log("The read model is up to date");
                }
            }
        } catch (WakeupException e) {
            LOG.debug("Asked to stop");
        }
        keep();
    }

    /** Where each topic is begun: what is compacted whole, what is long only as far back as anybody asks. */
    private final class Start implements LogReader.Beginning {
        @Override
        public List<String> topics() {
            return TOPICS.stream().map(Topic::name).toList();
        }

        @Override
        public Map<TopicPartition, Long> first(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            var ends = consumer.endOffsets(partitions);
            var first = new HashMap<>(anew(consumer, partitions));
            first.putAll(afterWhatIsKept(ends));
            goal = ends;
            return first;
        }

        @Override
        public Map<TopicPartition, Long> anew(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            var first = new HashMap<>(consumer.beginningOffsets(partitions));
            var since = new HashMap<TopicPartition, Long>();
            for (TopicPartition it : partitions) {
                Duration back = BACK.get(it.topic());
                if (back != null) {
                    since.put(it, clock.instant().minus(back).toEpochMilli());
                }
            }
            first.putAll(FirstSince.find(consumer, since));
            return first;
        }
    }

    /** What has been deleted meanwhile, before it was read, is for the reader to notice and to say. */
    private Map<TopicPartition, Long> afterWhatIsKept(Map<TopicPartition, Long> ends) {
        var kept = new HashMap<TopicPartition, Long>();
        snapshot.read(topicId, model.intervals()).ifPresent(it -> it.offsets()
                .forEach(
                        (partition, offset) -> kept.put(new TopicPartition(Topics.HISTORY.name(), partition), offset)));
        kept.entrySet().removeIf(it -> it.getValue() > ends.getOrDefault(it.getKey(), -1L));
        return kept;
    }

    /** Keeps the intervals for the next start. What was polled has been taken in by now; after a failure it may not have. */
    private void keep() {
        if (!caughtUp) {
            return;
        }
        var offsets = new TreeMap<Integer, Long>();
        reader.next().forEach((partition, offset) -> {
            if (partition.topic().equals(Topics.HISTORY.name())) {
                offsets.put(partition.partition(), offset);
            }
        });
        model.intervals().dropBefore(clock.instant().minus(KEPT));
        snapshot.write(new Snapshot.Position(topicId, offsets), model.intervals());
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        try {
            take(record.topic(), Decoder.key(record), decoded(record));
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) { // whatever is odd about one record, the next one may be well
            passedOver.record(record, e);
        }
    }

    private Object decoded(ConsumerRecord<byte[], byte[]> record) {
        var decoder = Objects.requireNonNull(decoders.get(record.topic()));
        while (true) {
            try {
                Optional<? extends SpecificRecord> value = decoder.value(record);
                isRegistryAway = false;
                return value.isPresent() ? value.get() : "";
            } catch (RegistryUnavailableException e) {
                waitForRegistry(e);
            }
        }
    }

    private void waitForRegistry(RegistryUnavailableException e) {
        if (!isRegistryAway) {
            isRegistryAway = true;
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("The schema registry is away; the read model waits");
        }
        reader.pause();
        if (reader.isClosing()) {
            throw new WakeupException();
        }
    }

    private void take(String topic, String key, Object value) {
        if (value instanceof ConnectionView view) {
            model.put(key, view);
            tell("connection", view);
        } else if (value instanceof Alert alert) {
            model.put(alert);
            tell("alert", alert);
        } else if (value instanceof Interval interval) {
            model.put(interval);
        } else if (value instanceof Transition transition) {
            model.put(key, transition);
        } else if (value instanceof Observation observation) {
            TargetFreshness target = model.put(observation);
            if (!(observation.getBody() instanceof ConnectionSnapshot)) {
                tell("target", target);
            }
        } else if (value instanceof TargetView view) {
            tell("target", model.put(view));
        } else if (topic.equals(Topics.TARGETS.name())) {
            model.removeTarget(key);
        } else if (topic.equals(Topics.CONNECTIONS.name())) {
            model.removeConnection(key);
        } else if (topic.equals(Topics.ALERTS.name())) {
            model.removeAlert(key);
        }
    }

    /** What was before this instance began is asked for, not streamed. */
    private void tell(String kind, Object what) {
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
