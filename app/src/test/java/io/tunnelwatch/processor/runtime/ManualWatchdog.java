package io.tunnelwatch.processor.runtime;

import io.tunnelwatch.processor.topology.DecisionListener;
import io.tunnelwatch.v1.Observation;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The watchdog, which checks only on request. */
public final class ManualWatchdog {
    private final MockProducer<String, Observation> producer =
            new MockProducer<>(true, null, new StringSerializer(), (topic, value) -> new byte[0]);
    private final Watchdog watchdog;

    public ManualWatchdog(Clock clock, LongSupplier nanos) {
        watchdog = new Watchdog(clock, nanos, producer, "observations");
    }

    public DecisionListener witness() {
        return watchdog;
    }

    /** Its reports of silent pollers, if any has been silent for too long. */
    public List<Observation> check() {
        watchdog.check();
        var said = producer.history().stream().map(ProducerRecord::value).toList();
        producer.clear();
        return said;
    }
}
