package io.tunnelwatch.app.ingest;

import io.tunnelwatch.v1.Observation;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * Ends the process, as SIGKILL does, at one exact step of its third scan or a later one: with {@code crash.at=SEND:27} before
 * the record of that index is sent, with {@code ACK:27} when the broker has it.
 */
public final class CrashPoint implements ProducerInterceptor<String, Observation> {
    static final String AT = "crash.at";
    static final int EXIT_CODE = 137;

    private static final int NOWHERE = -1;

    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private volatile int deadly = NOWHERE;
    private String at = "";

    @Override
    public void configure(Map<String, ?> configs) {
        at = String.valueOf(configs.get(AT));
    }

    @Override
    public ProducerRecord<String, Observation> onSend(ProducerRecord<String, Observation> record) {
        int number = sent.incrementAndGet();
        var order = record.value().getOrder();
        if (order.getScan() >= 3 && at.endsWith(":" + order.getIndex())) {
            if (at.startsWith("SEND")) {
                Runtime.getRuntime().halt(EXIT_CODE);
            }
            deadly = number;
        }
        return record;
    }

    /** Acknowledgements arrive in the order in which the records were sent. */
    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {
        if (acknowledged.incrementAndGet() == deadly) {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }

    @Override
    public void close() {}
}
