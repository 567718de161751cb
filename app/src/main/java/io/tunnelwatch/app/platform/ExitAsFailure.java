package io.tunnelwatch.app.platform;

import java.util.concurrent.CompletableFuture;
import org.apache.kafka.common.utils.internals.Exit;

/**
 * Turns Kafka's exit into a failure: Kafka ends the JVM when its log directory fails, but this process runs more than the
 * broker.
 */
final class ExitAsFailure {
    private ExitAsFailure() {}

    static void reportTo(CompletableFuture<Void> ended) {
        Exit.setHaltProcedure((status, message) -> fail(ended, message));
        Exit.setExitProcedure((status, message) -> fail(ended, message));
    }

    private static void fail(CompletableFuture<Void> ended, String message) {
        var failure = new IllegalStateException("The broker failed" + (message == null ? "." : ": " + message));
        ended.completeExceptionally(failure);
        throw failure; // the caller does not expect to go on
    }
}
