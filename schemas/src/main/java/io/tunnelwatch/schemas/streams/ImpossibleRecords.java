package io.tunnelwatch.schemas.streams;

import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets a record that makes no sense aside and goes on. Anything else that a processor throws is a bug, and stops it. */
public final class ImpossibleRecords implements ProcessingExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ImpossibleRecords.class);

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (!(exception instanceof BadRecordException)) {
            return Response.fail();
        }
        LOG.atWarn()
                .addKeyValue("topic", context.topic())
                .addKeyValue("partition", context.partition())
                .addKeyValue("offset", context.offset())
                .addKeyValue("error", exception.getMessage())
                .log("A record makes no sense and goes to the dead letters");
        return Response.resume(DeadLetter.of(context, context.sourceRawKey(), context.sourceRawValue(), exception));
    }

    @Override
    public void configure(Map<String, ?> configs) {}
}
