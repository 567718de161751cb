package io.tunnelwatch.runtime.streams;

import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;

/**
 * Sets aside a record that cannot be decoded and goes on. An unreachable registry says nothing about the record: then the
 * application stops, and its supervisor retries.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
    private StreamsErrorMetrics errorMetrics = StreamsErrorMetrics.of(Map.of());
    private DeadLetters deadLetters = DeadLetters.of(Map.of());

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (isRegistryAway(exception)) {
            return Response.fail();
        }
        errorMetrics.deadLettered(
                StreamsErrorMetrics.Kind.UNREADABLE,
                record.topic(),
                record.partition(),
                record.offset(),
                String.valueOf(exception.getMessage()));
        return Response.resume(deadLetters.letter(context, record.key(), record.value(), exception));
    }

    /**
     * Returns whether the registry is unreachable. Our client throws a retriable exception for it; Confluent's wraps the network's
     * exception in the one for bad records. A plain IOException does not count: Avro throws one for a truncated record.
     */
    public static boolean isRegistryAway(Throwable exception) {
        for (Throwable it = exception; it != null; it = it.getCause()) {
            if (it instanceof RetriableException
                    || it instanceof SocketException
                    || it instanceof InterruptedIOException
                    || it instanceof UnknownHostException
                    || it instanceof SSLException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void configure(Map<String, ?> settings) {
        errorMetrics = StreamsErrorMetrics.of(settings);
        deadLetters = DeadLetters.of(settings);
    }
}
