package io.tunnelwatch.app.platform;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import kafka.server.ControllerServer;
import kafka.server.SharedServer;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.controller.ControllerRequestContext;

/**
 * Tells the controller that the broker of the previous run is gone. After a crash the controller would take it for alive until
 * its session ends. The new broker would then begin to complete the old transactions, be fenced meanwhile, take partitions
 * without a leader for deleted ones, and give up their transactions (decision 5).
 */
final class FormerSession {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private FormerSession() {}

    /** Ends the session. Call it when the controller has started and the broker has not. */
    static void end(SharedServer shared, ControllerServer controller, int node) {
        await("becomes active", () -> controller.controller().isActive());
        // The controller applies committed metadata a moment later, and the broker starts with what has been applied.
        OptionalLong decided = shared.raftManager().client().highWatermark();
        await("has read its own log", () -> lastRead(controller) >= decided.orElseThrow() - 1);
        if (controller.metadataCache().hasAliveBroker(node)) {
            unregister(controller, node);
            await(
                    "unregisters the broker of the previous run",
                    () -> !controller.metadataCache().hasAliveBroker(node));
        }
    }

    private static long lastRead(ControllerServer controller) {
        return controller.metadataCache().currentImage().highestOffsetAndEpoch().offset();
    }

    private static void unregister(ControllerServer controller, int node) {
        var deadline = OptionalLong.of(System.nanoTime() + WITHIN.toNanos());
        var context = new ControllerRequestContext(new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, deadline);
        controller.controller().unregisterBroker(context, node).join();
    }

    private static void await(String what, BooleanSupplier condition) {
        long giveUp = System.nanoTime() + WITHIN.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > giveUp || Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("Timed out waiting until the controller " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }
}
