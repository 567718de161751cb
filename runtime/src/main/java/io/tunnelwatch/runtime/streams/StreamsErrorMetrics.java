package io.tunnelwatch.runtime.streams;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.metrics.KafkaMetrics;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Failures that an application survives. Each is counted; those of records are logged once per topic, since a writer of
 * unreadable records may write a million. Kafka creates its handlers itself and passes them this object in their settings.
 */
public final class StreamsErrorMetrics {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsErrorMetrics.class);
    private static final String SETTING = "tunnelwatch.mishaps";

    private final String application;
    private final PrometheusRegistry registry;
    private final Counter restarts;
    private final Counter deadLetters;
    private final Counter damaged;
    private final Counter gone;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** Why an application was rebuilt in the same process. */
    enum RestartReason {
        /** A stream thread died. */
        DIED,
        /** The application made no progress although there was input. */
        STUCK,
        /** The clock of the machine was set, or the machine slept. */
        CLOCK_STEPPED,
        /** Its state was damaged or lost, and is rebuilt. */
        STATE_LOST
    }

    /** Why a record was set aside. */
    enum Kind {
        /** Its bytes cannot be decoded. */
        UNREADABLE(
                Level.WARN,
                "A record cannot be read and goes to the dead letters. See " + "docs/runbook.md#records-unreadable"),
        /** Its value makes no sense. */
        IMPOSSIBLE(
                Level.WARN,
                "The content of a record is impossible, and it goes to the dead letters. See "
                        + "docs/runbook.md#records-unreadable"),
        /** An output record with more bytes than Kafka accepts. */
        TOO_LARGE(Level.ERROR, "A record is too large to be published and is left out. See docs/runbook.md#too-large");

        private final Level level;
        private final String sentence;

        Kind(Level level, String sentence) {
            this.level = level;
            this.sentence = sentence;
        }
    }

    /** @param application part of the metrics' names: one process may run several applications */
    public StreamsErrorMetrics(String application, PrometheusRegistry metrics) {
        this.application = application;
        this.registry = metrics;
        this.restarts = counter(
                        "restarts", "Times that the application was rebuilt in this process, by reason.", "reason")
                .register(metrics);
        this.deadLetters = counter(
                        "dead_letters", "Records that were set aside in the dead letters, by kind of error.", "kind")
                .register(metrics);
        this.damaged = counter(
                        "damaged_records", "Offsets of batches that are damaged on a broker's disk and were skipped.")
                .register(metrics);
        this.gone = counter("gone_records", "Offsets of records that were deleted before they were read.")
                .register(metrics);
        // Start at 0: a counter that first appears with its first increment shows no increase to a query.
        Arrays.stream(RestartReason.values()).forEach(it -> restarts.initLabelValues(label(it)));
        Arrays.stream(Kind.values()).forEach(it -> deadLetters.initLabelValues(label(it)));
    }

    private Counter.Builder counter(String what, String help, String... labels) {
        return Counter.builder()
                .name("tunnelwatch_" + application + "_" + what)
                .help(help)
                .labelNames(labels);
    }

    /** Adds Kafka's own metrics of the application, which are read at each scrape. */
    void addKafkaMetrics(Supplier<? extends Map<MetricName, ? extends Metric>> source, Supplier<OptionalLong> lag) {
        registry.register(new KafkaMetrics(application, source, lag));
    }

    /** A copy of the settings through which Kafka's handlers find this object. */
    public Properties attachTo(Properties settings) {
        var told = new Properties();
        told.putAll(settings);
        told.put(SETTING, this);
        return told;
    }

    /** The object from the settings; an unused one if there is none, as in a topology test. */
    static StreamsErrorMetrics of(Map<String, ?> settings) {
        return settings.get(SETTING) instanceof StreamsErrorMetrics it
                ? it
                : new StreamsErrorMetrics("nobody", new PrometheusRegistry());
    }

    void restarted(RestartReason why) {
        restarts.labelValues(label(why)).inc();
    }

    void deadLettered(Kind kind, String topic, int partition, long offset, String error) {
        deadLetters.labelValues(label(kind)).inc();
        LOG.atLevel(said.add(kind + topic) ? kind.level : Level.DEBUG)
                .addKeyValue("topic", topic)
                .addKeyValue("partition", partition)
                .addKeyValue("offset", offset)
                .addKeyValue("error", error)
                .addKeyValue("counter", "tunnelwatch_" + application + "_dead_letters_total")
                .log(kind.sentence);
    }

    void skipped(TopicPartition where, long from, long to, String error) {
        damaged.inc(Math.max(1, to - from));
        LOG.atLevel(said.add("DAMAGED" + where.topic()) ? Level.ERROR : Level.DEBUG)
                .addKeyValue("topic", where.topic())
                .addKeyValue("partition", where.partition())
                .addKeyValue("from", from)
                .addKeyValue("to", to)
                .addKeyValue("error", error)
                .addKeyValue("counter", "tunnelwatch_" + application + "_damaged_records_total")
                .log("Records are damaged on the broker's disk and are skipped. See "
                        + "docs/runbook.md#records-unreadable");
    }

    /**
     * Reports records that were deleted before they were read.
     *
     * @param next offset of the next one to read
     * @param first offset of the first one that is left; less if the topic was truncated at its end
     */
    void gone(TopicPartition where, long next, long first) {
        gone.inc(Math.max(1, first - next));
        LOG.atWarn()
                .addKeyValue("topic", where.topic())
                .addKeyValue("partition", where.partition())
                .addKeyValue("next", next)
                .addKeyValue("first", first)
                .addKeyValue("counter", "tunnelwatch_" + application + "_gone_records_total")
                .log("Records were deleted before they were read: the application goes on with the first one that is "
                        + "left. See docs/runbook.md#records-gone");
    }

    private static String label(Enum<?> it) {
        return it.name().toLowerCase(Locale.ROOT);
    }
}
