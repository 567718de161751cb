package io.tunnelwatch.app;

import io.tunnelwatch.schemas.program.OperatorException;
import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be stopped the other way round: on Ctrl-C, or when a part cannot go on. */
final class RunningParts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunningParts.class);
    private static final long STOP_SECONDS = 5;

    private final ArrayDeque<AutoCloseable> parts = new ArrayDeque<>();
    private final CompletableFuture<Void> over = new CompletableFuture<>();
    private final CountDownLatch stopped = new CountDownLatch(1);

    /** Keeps a part until the end. */
    <T extends AutoCloseable> T keep(T part) {
        parts.push(part);
        return part;
    }

    /** The end of this is the end of everything. */
    void endsWith(CompletableFuture<Void> part) {
        part.exceptionally(failure -> {
            over.completeExceptionally(failure);
            return null;
        });
    }

    /** Waits until somebody stops it; returns the exit code. */
    int await() {
        var hook = new Thread(this::interrupted, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            over.get();
            return 0;
        } catch (ExecutionException e) {
            return explain(e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            close();
            stopped.countDown();
        }
    }

    private static int explain(Throwable failure) {
        System.err.println("tunnelwatch: " + failure.getMessage());
        if (failure instanceof OperatorException) {
            return OperatorException.EXIT_CODE;
        }
        LOG.atError().setCause(failure).log("A part cannot go on");
        return 1;
    }

    /** In the JVM's shutdown: the main thread does the stopping, and is waited for. */
    private void interrupted() {
        System.out.println();
        System.out.println("Stopping.");
        over.complete(null);
        try {
            if (!stopped.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.out.println("Not everything stopped in time; nothing that was committed is lost.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) { // the thread's edge: the others are to be stopped as well
                LOG.atWarn().setCause(e).log("A part did not stop as it should");
            }
        }
    }
}
