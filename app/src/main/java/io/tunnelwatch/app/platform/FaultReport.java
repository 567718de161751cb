package io.tunnelwatch.app.platform;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a fault that the broker finds in itself. A fatal one ends the broker; Kafka's own handler would end the JVM. */
final class FaultReport implements FaultHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FaultReport.class);

    private final String name;
    private final boolean fatal;
    private final Runnable action;
    private final CompletableFuture<Void> ended;

    FaultReport(String name, boolean fatal, Runnable action, CompletableFuture<Void> ended) {
        this.name = name;
        this.fatal = fatal;
        this.action = action;
        this.ended = ended;
    }

    @Override
    public RuntimeException handleFault(String message, Throwable cause) {
        LOG.atError().addKeyValue("handler", name).setCause(cause).log("The broker reports a fault: {}", message);
        action.run();
        var fault = new FaultHandlerException(name + ": " + message, cause);
        if (fatal) {
            ended.completeExceptionally(fault);
        }
        return fault;
    }
}
