package io.tunnelwatch.schemas.streams;

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
 * Sets a record that cannot be decoded aside and goes on. A registry that cannot be asked is another matter: it says nothing
 * of the record, so that the application stops and its supervisor tries again.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
    private Mishaps mishaps = Mishaps.of(Map.of());

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (isRegistryAway(exception)) {
            return Response.fail();
        }
        mishaps.setAside(
                Mishaps.Kind.UNREADABLE,
                record.topic(),
                record.partition(),
                record.offset(),
                String.valueOf(exception.getMessage()));
        return Response.resume(DeadLetter.of(context, record.key(), record.value(), exception));
    }

    /**
     * Ours says so by its class, which is one of Kafka's retriable ones; Confluent's wraps the network's own exception in
     * the one it has for bad records. Not any IOException will do: Avro's for a record that ends too early is one too.
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
        mishaps = Mishaps.of(settings);
    }
}
