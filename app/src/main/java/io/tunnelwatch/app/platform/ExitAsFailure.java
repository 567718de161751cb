package io.tunnelwatch.app.platform;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.Exit;

/** Kafka ends the JVM when its log directory fails. In a process that is not the broker's alone, that is a failure to report. */
final class ExitAsFailure {
    private ExitAsFailure() {}

    static void reportTo(CompletableFuture<Void> ended) {
        Exit.setHaltProcedure((status, message) -> fail(ended, message));
        Exit.setExitProcedure((status, message) -> fail(ended, message));
    }

    private static void fail(CompletableFuture<Void> ended, String message) {
        var failure = new IllegalStateException("The broker gave up" + (message == null ? "." : ": " + message));
        ended.completeExceptionally(failure);
        throw failure; // the caller does not expect to live on
    }
}
