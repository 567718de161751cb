package io.tunnelwatch.schemas.streams;

import io.tunnelwatch.schemas.serde.RegistryUnavailableException;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets a record that cannot be decoded aside and goes on. A registry that cannot be asked is another matter: it says nothing
 * of the record, so that the application stops and its supervisor tries again.
 */
public final class UnreadableRecords implements DeserializationExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(UnreadableRecords.class);

    @Override
    public Response handleError(
            ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
        if (isRegistryAway(exception)) {
            return Response.fail();
        }
        LOG.atWarn()
                .addKeyValue("topic", record.topic())
                .addKeyValue("partition", record.partition())
                .addKeyValue("offset", record.offset())
                .addKeyValue("error", exception.getMessage())
                .log("A record cannot be read and goes to the dead letters");
        return Response.resume(DeadLetter.of(context, record.key(), record.value(), exception));
    }

    private static boolean isRegistryAway(Throwable exception) {
        for (Throwable it = exception; it != null; it = it.getCause()) {
            if (it instanceof RegistryUnavailableException) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
