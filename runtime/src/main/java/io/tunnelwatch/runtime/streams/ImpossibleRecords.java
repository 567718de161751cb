package io.tunnelwatch.runtime.streams;

import java.util.Map;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.apache.kafka.streams.errors.ProcessingExceptionHandler;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sets aside a record that makes no sense and goes on. Any other exception from a processor is a bug and stops the application.
 */
public final class ImpossibleRecords implements ProcessingExceptionHandler {
    private StreamsErrorMetrics errorMetrics = StreamsErrorMetrics.of(Map.of());
    private DeadLetters deadLetters = DeadLetters.of(Map.of());

    @Override
    public Response handleError(ErrorHandlerContext context, Record<?, ?> record, Exception exception) {
        if (!(exception instanceof BadRecordException)) {
            return Response.fail();
        }
        errorMetrics.deadLettered(
                StreamsErrorMetrics.Kind.IMPOSSIBLE,
                context.topic(),
                context.partition(),
                context.offset(),
                String.valueOf(exception.getMessage()));
        return Response.resume(
                deadLetters.letter(context, context.sourceRawKey(), context.sourceRawValue(), exception));
    }

    @Override
    public void configure(Map<String, ?> settings) {
        errorMetrics = StreamsErrorMetrics.of(settings);
        deadLetters = DeadLetters.of(settings);
    }
}
