package io.tunnelwatch.app.tail;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import io.tunnelwatch.sink.topics.OffsetsForTimes;
import io.tunnelwatch.sink.topics.PartitionsReader;
import io.tunnelwatch.sink.topics.SkippedRecords;
import io.tunnelwatch.sink.topics.TopicDecoder;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic from a time on, and as it grows. While the brokers or the registry are away it waits, and continues with the
 * next record: none is lost, and none comes twice. Until the present is reached, entries are sorted by time over all
 * partitions; from then on they come as they arrive.
 */
public final class Tail<T extends SpecificRecord> {
    private static final Duration POLL = Duration.ofMillis(200);

    /** The reader asks the brokers every five seconds and gives them two. */
    private static final Duration LOST_AFTER = Duration.ofSeconds(8);

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final KafkaAccess kafka;
    private final TailedTopic<T> topic;
    private final Span span;
    private final Predicate<Entry> filter;
    private final EntryPrinter printer;
    private final PrintWriter notes;
    private final Clock clock;
    private final TopicDecoder<T> decoder;
    private final SortedEntries entries;
    private volatile @Nullable PartitionsReader reader;
    private volatile boolean isStopping;
    private boolean isWaiting;

    /**
     * The times of the entries, and when reading ends.
     *
     * @param until end of the times, not included
     * @param isFollowing whether to wait for what has not happened yet, up to the end of the times
     */
    public record Span(Instant since, Optional<Instant> until, boolean isFollowing) {
        boolean contains(Instant time) {
            return !time.isBefore(since) && until.map(time::isBefore).orElse(true);
        }

        boolean isOver(Instant now) {
            return !isFollowing || until.map(it -> !now.isBefore(it)).orElse(false);
        }
    }

    /**
     * Reads nothing yet.
     *
     * @param connection id of the only connection that is wanted; empty for all
     * @param notes receives sentences about what delays the reading, or is left out
     */
    public Tail(
            KafkaAccess kafka,
            TailedTopic<T> topic,
            Span span,
            Optional<String> connection,
            EntryPrinter printer,
            PrintWriter notes,
            Clock clock) {
        this.kafka = kafka;
        this.topic = topic;
        this.span = span;
        this.filter = it -> span.contains(it.at())
                && connection.map(it.connections()::contains).orElse(true);
        this.printer = printer;
        this.notes = notes;
        this.clock = clock;
        this.decoder = new TopicDecoder<>(kafka, topic.topic(), topic.type(), topic.key());
        this.entries = new SortedEntries(printer::print);
    }

    /** Prints until the times are over, {@link #stop} is called, or nobody reads the output any more. */
    public void run() {
        Prerequisites.require(kafka, List.of(topic.topic()));
        try (var running = new PartitionsReader(
                this::consumer, new Start(), new SkippedRecords(new PrometheusRegistry(), "tail"))) {
            reader = running;
            if (!isStopping && readTo(running, ends()) && !span.isOver(clock.instant())) {
                follow(running);
            }
        } catch (WakeupException e) {
            entries.flush(); // asked to stop
        }
        printer.flush();
    }

    /** Ends the reading, on any thread. */
    public void stop() {
        isStopping = true;
        Optional.ofNullable(reader).ifPresent(PartitionsReader::stop);
    }

    private void follow(PartitionsReader running) {
        while (!span.isOver(clock.instant())) {
            poll(running);
            entries.flush();
            if (!printer.flush()) {
                return;
            }
        }
        // A record of a time may be written some time later: the end of the log decides.
        readTo(running, ends());
    }

    /** Reads up to these offsets; returns false if nobody reads the output any more. */
    private boolean readTo(PartitionsReader running, Map<TopicPartition, Long> ends) {
        do {
            poll(running);
        } while (!running.isThere(ends) && printer.flush());
        entries.flush();
        return printer.flush();
    }

    private void poll(PartitionsReader running) {
        var records = running.poll(POLL);
        note(running.sinceHeard().compareTo(LOST_AFTER) > 0, "Kafka does not answer");
        records.forEach(it -> read(running, it));
    }

    private void read(PartitionsReader running, ConsumerRecord<byte[], byte[]> record) {
        while (!isStopping) {
            try {
                decoder.value(record)
                        .map(topic.entry())
                        .filter(filter)
                        .ifPresent(it -> entries.add(record.partition(), it));
                return;
            } catch (RegistryUnavailableException e) {
                note(true, "The schema registry does not answer");
                running.pause();
            } catch (SerializationException e) {
                notes.println("Left out: the record at offset " + record.offset() + " of " + record.topic() + "-"
                        + record.partition() + " cannot be read. See docs/runbook.md#records-unreadable.");
                return;
            }
        }
    }

    private void note(boolean isAway, String who) {
        if (isAway && !isWaiting) {
            notes.println(who + ": waiting for it, and continuing where it stopped. Ctrl-C ends this command.");
        }
        isWaiting = isAway;
    }

    private Map<TopicPartition, Long> ends() {
        while (true) {
            try (var consumer = consumer()) {
                var partitions = partitions(consumer);
                consumer.assign(partitions); // Kafka warns of an answer about others
                return consumer.endOffsets(partitions, ANSWER_WITHIN);
            } catch (RetriableException e) {
                if (isStopping) {
                    throw new WakeupException();
                }
                note(true, "Kafka does not answer");
            }
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        return consumer.partitionsFor(kafka.topic(topic.topic()).name(), ANSWER_WITHIN).stream()
                .map(it -> new TopicPartition(it.topic(), it.partition()))
                .toList();
    }

    private Consumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                kafka.consumerWithoutGroup(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** The records of a time have this time or a later one as their timestamps. */
    private final class Start implements PartitionsReader.StartPositions {
        @Override
        public List<String> topics() {
            return List.of(kafka.topic(topic.topic()).name());
        }

        @Override
        public Map<TopicPartition, Long> first(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            long since = Math.max(0, span.since().toEpochMilli());
            return OffsetsForTimes.find(consumer, partitions.stream().collect(Collectors.toMap(it -> it, it -> since)));
        }

        @Override
        public Map<TopicPartition, Long> reset(
                Consumer<byte[], byte[]> consumer, Collection<TopicPartition> partitions) {
            return consumer.beginningOffsets(partitions);
        }
    }
}
