package io.tunnelwatch.sink.topics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Counts and logs skipped records. Every record is counted, but only the first of each topic is logged: a writer of one bad
 * record may write a million.
 */
public final class SkippedRecords {
    private static final Logger LOG = LoggerFactory.getLogger(SkippedRecords.class);

    private final Counter counter;
    private final String reader;
    private final Set<String> topics = new ConcurrentSkipListSet<>();
    private final Set<String> damaged = new ConcurrentSkipListSet<>();

    /** @param reader the reader's name, as a metric label */
    public SkippedRecords(PrometheusRegistry metrics, String reader) {
        this(
                Counter.builder()
                        .name("tunnelwatch_sink_unreadable_records")
                        .help("Records that the sink could not read and skipped; for a damaged batch, the offsets that"
                                + " it spans.")
                        .labelNames("reader", "topic")
                        .register(metrics),
                reader);
    }

    private SkippedRecords(Counter counter, String reader) {
        this.counter = counter;
        this.reader = reader;
    }

    /** For another reader, under the same metric. */
    public SkippedRecords forReader(String another) {
        return new SkippedRecords(counter, another);
    }

    /** Reports a record that cannot be decoded. */
    public void record(ConsumerRecord<?, ?> it, RuntimeException why) {
        counter.labelValues(reader, it.topic()).inc();
        if (topics.add(it.topic())) {
            LOG.atWarn()
                    .addKeyValue("topic", it.topic())
                    .addKeyValue("partition", it.partition())
                    .addKeyValue("offset", it.offset())
                    .addKeyValue("error", why.toString())
                    .log("A record cannot be read and is skipped. The counter "
                            + "tunnelwatch_sink_unreadable_records_total counts further ones. See "
                            + "docs/runbook.md#records-unreadable");
        }
    }

    /** Reports a value that was decoded but is of no use to this reader. */
    public void value(String topic, String why) {
        counter.labelValues(reader, topic).inc();
        if (topics.add(topic)) {
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("error", why)
                    .log("A record has an impossible value and is skipped. The counter "
                            + "tunnelwatch_sink_unreadable_records_total counts further ones. See "
                            + "docs/runbook.md#records-unreadable");
        }
    }

    /** Reports a damaged range of the log. */
    void range(TopicPartition where, long from, long to, String why) {
        counter.labelValues(reader, where.topic()).inc(Math.max(1, to - from));
        topics.add(where.topic());
        LOG.atLevel(damaged.add(where.topic()) ? Level.WARN : Level.DEBUG)
                .addKeyValue("topic", where.topic())
                .addKeyValue("partition", where.partition())
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("error", why)
                .log("A range of the log cannot be read and is skipped. See docs/runbook.md#records-unreadable");
    }

    /** Topics with skipped records, sorted. */
    public Collection<String> topics() {
        return topics;
    }
}
