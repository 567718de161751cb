package io.tunnelwatch.sink.log;

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
 * What could not be read and was passed over: counted each time, and said once for each topic, since whoever writes one such
 * record may write a million.
 */
public final class PassedOver {
    private static final Logger LOG = LoggerFactory.getLogger(PassedOver.class);

    private final Counter counter;
    private final String reader;
    private final Set<String> topics = new ConcurrentSkipListSet<>();
    private final Set<String> damaged = new ConcurrentSkipListSet<>();

    /** @param reader who passes it over, in a word */
    public PassedOver(PrometheusRegistry metrics, String reader) {
        this(
                Counter.builder()
                        .name("tunnelwatch_sink_unreadable_records")
                        .help("Records that the sink could not read and passed over; of a batch that is damaged, the"
                                + " offsets that it spans.")
                        .labelNames("reader", "topic")
                        .register(metrics),
                reader);
    }

    private PassedOver(Counter counter, String reader) {
        this.counter = counter;
        this.reader = reader;
    }

    /** Of another reader beside it, under the same metric. */
    public PassedOver by(String another) {
        return new PassedOver(counter, another);
    }

    /** One record that makes no sense. */
    public void record(ConsumerRecord<?, ?> it, RuntimeException why) {
        counter.labelValues(reader, it.topic()).inc();
        if (topics.add(it.topic())) {
            LOG.atWarn()
                    .addKeyValue("topic", it.topic())
                    .addKeyValue("partition", it.partition())
                    .addKeyValue("offset", it.offset())
                    .addKeyValue("error", why.toString())
                    .log("A record cannot be read and is passed over; the counter"
                            + " tunnelwatch_sink_unreadable_records has how many follow");
        }
    }

    /** A value that was read and is of no use to this reader. */
    public void value(String topic, String why) {
        counter.labelValues(reader, topic).inc();
        if (topics.add(topic)) {
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("error", why)
                    .log("A record is of no use here and is passed over; the counter"
                            + " tunnelwatch_sink_unreadable_records has how many follow");
        }
    }

    /** A stretch of the log that is damaged. */
    void stretch(TopicPartition where, long from, long to, String why) {
        counter.labelValues(reader, where.topic()).inc(Math.max(1, to - from));
        topics.add(where.topic());
        LOG.atLevel(damaged.add(where.topic()) ? Level.WARN : Level.DEBUG)
                .addKeyValue("topic", where.topic())
                .addKeyValue("partition", where.partition())
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("error", why)
                .log("A stretch of the log cannot be read and is passed over: see docs/runbook.md#records-unreadable");
    }

    /** Topics of which something was passed over, sorted. */
    public Collection<String> topics() {
        return topics;
    }
}
