package io.tunnelwatch.schemas.streams;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * What goes wrong in an application and is survived: counted each time, and of records said once for each topic, since whoever
 * writes one that cannot be read may write a million. Kafka makes its handlers itself, and hands them this with their settings.
 */
public final class Mishaps {
    private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);
    private static final String SETTING = "tunnelwatch.mishaps";

    private final String application;
    private final Counter restarts;
    private final Counter deadLetters;
    private final Counter damaged;
    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** Why an application was built anew in the same process. */
    enum Restart {
        /** A stream thread died. */
        DIED,
        /** It did nothing of what there was to do. */
        STUCK,
        /** The clock of the machine was set, or the machine slept. */
        CLOCK_STEPPED,
        /** What it remembers was damaged, and is made anew. */
        STATE_LOST
    }

    /** What is wrong with a record that was set aside. */
    enum Kind {
        /** Its bytes are no value. */
        UNREADABLE(Level.WARN, "A record cannot be read and goes to the dead letters"),
        /** Its value makes no sense. */
        IMPOSSIBLE(Level.WARN, "A record makes no sense and goes to the dead letters"),
        /** It was to be published, and has more bytes than Kafka takes. */
        TOO_LARGE(Level.ERROR, "A record is too large to be published and is left out: see docs/runbook.md#too-large");

        private final Level level;
        private final String sentence;

        Kind(Level level, String sentence) {
            this.level = level;
            this.sentence = sentence;
        }
    }

    /** @param application names the metrics: there may be several applications in one process */
    public Mishaps(String application, PrometheusRegistry metrics) {
        this.application = application;
        this.restarts = counter(
                        "restarts",
                        "Times that the application was built anew in this process, by the reason.",
                        "reason")
                .register(metrics);
        this.deadLetters = counter(
                        "dead_letters",
                        "Records that were set aside in the dead letters, by what is wrong with them.",
                        "kind")
                .register(metrics);
        this.damaged = counter(
                        "damaged_records", "Offsets of batches that are damaged on a broker's disk and were skipped.")
                .register(metrics);
        // From 0 on: what began to exist with its first increment has grown by nothing for whoever asks by how much.
        Arrays.stream(Restart.values()).forEach(it -> restarts.initLabelValues(label(it)));
        Arrays.stream(Kind.values()).forEach(it -> deadLetters.initLabelValues(label(it)));
    }

    private Counter.Builder counter(String what, String help, String... labels) {
        return Counter.builder()
                .name("tunnelwatch_" + application + "_" + what)
                .help(help)
                .labelNames(labels);
    }

    /** Settings with which Kafka's handlers tell this. */
    public Properties toldBy(Properties settings) {
        var told = new Properties();
        told.putAll(settings);
        told.put(SETTING, this);
        return told;
    }

    /** Those that the settings are about; some of nobody's where there are none, as in a test of a topology. */
    static Mishaps of(Map<String, ?> settings) {
        return settings.get(SETTING) instanceof Mishaps it ? it : new Mishaps("nobody", new PrometheusRegistry());
    }

    void restarted(Restart why) {
        restarts.labelValues(label(why)).inc();
    }

    void setAside(Kind kind, String topic, int partition, long offset, String error) {
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
                .log(
                        "Records are damaged on the broker's disk and are skipped: see docs/runbook.md#records-unreadable");
    }

    private static String label(Enum<?> it) {
        return it.name().toLowerCase(Locale.ROOT);
    }
}
