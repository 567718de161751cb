package io.tunnelwatch.runtime.streams;

import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;

/**
 * Sets aside a record that is too large to send and goes on. Every restart would make the same record again, so failing on it
 * would never end. Kafka's own handler puts the whole record into the dead letter, which is too large again.
 */
public final class UnpublishableRecords implements ProductionExceptionHandler {
    private StreamsErrorMetrics errorMetrics = StreamsErrorMetrics.of(Map.of());
    private DeadLetters deadLetters = DeadLetters.of(Map.of());

    @Override
    public Response handleError(
            ErrorHandlerContext context, ProducerRecord<byte[], byte[]> record, Exception exception) {
        if (!(exception instanceof RecordTooLargeException)) {
            return Response.fail();
        }
        int bytes = record.value() == null ? 0 : record.value().length;
        errorMetrics.deadLettered(
                StreamsErrorMetrics.Kind.TOO_LARGE,
                String.valueOf(context.topic()),
                context.partition(),
                context.offset(),
                "a record for " + record.topic() + " has " + bytes + " bytes");
        return Response.resume(deadLetters.tooLarge(context, record, bytes));
    }

    @Override
    public void configure(Map<String, ?> settings) {
        errorMetrics = StreamsErrorMetrics.of(settings);
        deadLetters = DeadLetters.of(settings);
    }
}
