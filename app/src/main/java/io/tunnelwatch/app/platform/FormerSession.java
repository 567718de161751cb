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
 * Tells the controller that the broker of before is gone. After a crash it would take it for alive until its session is over,
 * and so would the broker that starts now: it would begin to finish the transactions of before, be fenced in the middle of it,
 * take partitions that have no leader for deleted ones, and give their transactions up (decision 5).
 */
final class FormerSession {
    private static final Duration WITHIN = Duration.ofSeconds(30);

    private FormerSession() {}

    /** To be called when the controller has been started, and the broker has not. */
    static void end(SharedServer shared, ControllerServer controller, int node) {
        await("becomes active", () -> controller.controller().isActive());
        // What was decided is read a moment later, and the broker begins with what was read.
        OptionalLong decided = shared.raftManager().client().highWatermark();
        await("has read its own log", () -> lastRead(controller) >= decided.orElseThrow() - 1);
        if (controller.metadataCache().hasAliveBroker(node)) {
            unregister(controller, node);
            await(
                    "lets go of the broker of before",
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
                throw new IllegalStateException("Waited in vain until the controller " + what);
            }
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }
}
