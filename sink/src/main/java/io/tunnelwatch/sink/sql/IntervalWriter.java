package io.tunnelwatch.sink.sql;

import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.model.TopicIdentity;
import io.tunnelwatch.sink.topics.PartitionsReader;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.sink.topics.TopicDecoder;
import io.tunnelwatch.v1.Interval;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies the history into PostgreSQL and keeps it up to date. Intervals and offsets are written in one transaction, so that a
 * restart continues exactly there. The next batch is read only when the last one is written, so that nothing piles up. Of
 * several sinks one writes, and the others wait for their turn.
 */
public final class IntervalWriter implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(IntervalWriter.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofSeconds(2);

    /** Key of the advisory lock, any number that nobody else locks: the letters "tunnelwa". */
    private static final long TURN = 0x74756e6e656c7761L;

    /** Longer than the timeouts of the database, and longer than Kafka takes between two polls. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(2);

    private final Postgres postgres;
    private final KafkaAccess kafka;
    private final String topic;
    private final SkippedRecords skippedRecords;
    private final TopicDecoder<Interval> decoder;
    private final String topicId;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "interval-writer");
    private volatile @Nullable PartitionsReader reader;
    private volatile String standing = "the copy to PostgreSQL has not yet begun";
    private volatile boolean writes;
    private volatile long progressAt = System.nanoTime();
    private final AtomicLong written = new AtomicLong();
    private int overlaps;

    private IntervalWriter(Postgres postgres, KafkaAccess kafka, SkippedRecords skippedRecords) {
        this.postgres = postgres;
        this.kafka = kafka;
        this.topic = kafka.topic(Topics.HISTORY).name();
        this.skippedRecords = skippedRecords;
        this.decoder = new TopicDecoder<>(kafka, Topics.HISTORY, Interval.class, Interval::getIntervalId);
        this.topicId = TopicIdentity.of(kafka, topic);
    }

    private Consumer<byte[], byte[]> consumer() {
        var config = kafka.consumer();
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "none");
        config.put("max.poll.records", postgres.batch());
        config.putIfAbsent("max.partition.fetch.bytes", 4 << 20);
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Creates the tables first: wrong settings are refused at once, a database that is away is waited for. */
    public static IntervalWriter start(Postgres postgres, KafkaAccess kafka, SkippedRecords skippedRecords) {
        try (var connection = postgres.connect()) {
            Migrations.apply(connection);
        } catch (SQLException e) {
            postgres.cure(e).ifPresent(cure -> {
                throw cure;
            });
            LOG.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("PostgreSQL does not answer: the sink tries again. See "
                            + "docs/runbook.md#postgres_does_not_answer");
        }
        var writer = new IntervalWriter(postgres, kafka, skippedRecords);
        writer.thread.start();
        return writer;
    }

    /** Intervals written since the start; one written twice counts twice. */
    public long written() {
        return written.get();
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public Health health() {
        if (ended.isDone()) {
            return Health.dead("the history is no longer written to PostgreSQL");
        }
        long silent = Duration.ofNanos(System.nanoTime() - progressAt).toSeconds();
        if (silent > DEAD_AFTER.toSeconds()) {
            return Health.dead("the copy to PostgreSQL has made no progress for " + silent + " s");
        }
        return writes ? Health.ready(standing) : Health.starting(standing);
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        closing.countDown();
        Optional.ofNullable(reader).ifPresent(PartitionsReader::stop);
        try {
            thread.join(Duration.ofSeconds(4).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }

    private void run() {
        try {
            do {
                try (var connection = postgres.connect()) {
                    copy(connection);
                } catch (SQLException e) {
                    postgres.cure(e).ifPresent(cure -> {
                        throw cure;
                    });
                    away(
                            "PostgreSQL does not answer: the sink tries again. See "
                                    + "docs/runbook.md#postgres_does_not_answer",
                            e);
                } catch (RetriableException e) {
                    away("Kafka or the schema registry does not answer: the sink tries again", e);
                }
            } while (!closing.await(BETWEEN_ATTEMPTS.toMillis(), TimeUnit.MILLISECONDS));
        } catch (WakeupException e) {
            LOG.debug("Asked to stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Throwable e) { // the thread's edge
            ended.completeExceptionally(e);
        }
    }

    private void away(String what, Exception e) {
        writes = false;
        progressAt = System.nanoTime();
        standing = what;
        LOG.atWarn().addKeyValue("error", e.getMessage()).log(what);
    }

    private void copy(Connection connection) throws SQLException {
        if (!isOurTurn(connection)) {
            standing = "another sink copies the history to PostgreSQL";
            writes = true;
            return;
        }
        Migrations.apply(connection);
        var table = new IntervalTable(connection, this::unfit);
        try (var log =
                new PartitionsReader(this::consumer, new Start(topic, table.positions(topicId)), skippedRecords)) {
            connection.commit();
            reader = log;
            while (closing.getCount() > 0) {
                ConsumerRecords<byte[], byte[]> records = log.poll(POLL);
                if (!records.isEmpty()) {
                    write(connection, table, records);
                }
                standing = "the history is copied to PostgreSQL";
                writes = true;
                progressAt = System.nanoTime();
            }
        }
    }

    /** Returns whether this sink got the advisory lock, which it holds as long as the connection lives. */
    private static boolean isOurTurn(Connection connection) throws SQLException {
        try (var query = connection.createStatement();
                var answer = query.executeQuery("SELECT pg_try_advisory_lock(" + TURN + ")")) {
            answer.next();
            boolean ours = answer.getBoolean(1);
            connection.commit();
            return ours;
        }
    }

    /** Continues at the offsets that the database holds; a partition that it does not know is read from its beginning. */
    private record Start(String topic, Map<Integer, Long> positions) implements PartitionsReader.StartPositions {
        @Override
        public List<String> topics() {
            return List.of(topic);
        }

        @Override
        public Map<TopicPartition, Long> first(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            var first = new HashMap<>(consumer.beginningOffsets(partitions));
            first.replaceAll((it, beginning) -> positions.getOrDefault(it.partition(), beginning));
            return first;
        }

        @Override
        public Map<TopicPartition, Long> reset(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            return consumer.beginningOffsets(partitions);
        }
    }

    private void write(Connection connection, IntervalTable table, ConsumerRecords<byte[], byte[]> records)
            throws SQLException {
        var latest = new LinkedHashMap<String, Interval>();
        // Nothing is deleted here: the database keeps what the topic's retention has removed.
        records.forEach(it -> value(it).ifPresent(interval -> latest.put(interval.getIntervalId(), interval)));
        int refused = table.write(latest);
        var positions = new TreeMap<Integer, Long>();
        records.nextOffsets().forEach((partition, next) -> positions.put(partition.partition(), next.offset()));
        table.writePositions(topicId, positions);
        connection.commit();
        written.addAndGet(records.count());
        if (refused != overlaps) {
            overlaps = refused;
            LOG.atWarn()
                    .addKeyValue("intervals", refused)
                    .log("Intervals that overlap others are kept in the table 'refused', and are tried again with "
                            + "each batch. See docs/runbook.md#intervals_refused");
        }
    }

    private void unfit(Interval it, String code) {
        skippedRecords.value(topic, "PostgreSQL cannot hold " + it.getIntervalId() + " (" + code + ")");
    }

    private Optional<Interval> value(ConsumerRecord<byte[], byte[]> record) {
        try {
            return decoder.value(record);
        } catch (RegistryUnavailableException e) {
            throw e;
        } catch (RuntimeException e) { // one bad record must not stop the copying
            skippedRecords.record(record, e);
            return Optional.empty();
        }
    }
}
