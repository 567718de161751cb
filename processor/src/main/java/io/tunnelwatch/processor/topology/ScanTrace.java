package io.tunnelwatch.processor.topology;

import io.tunnelwatch.processor.domain.Event.Cause;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.schemas.topics.TraceId;

/** The trace of the scan that caused an event. */
public final class ScanTrace {
    private ScanTrace() {}

    public static String of(Cause cause) {
        Target target = cause.target();
        return TraceId.of(
                target.account(),
                target.region(),
                cause.order().epoch(),
                cause.order().scan());
    }
}
