package io.tunnelwatch.app.doctor;

import io.tunnelwatch.runtime.OperatorException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** Runs checks side by side, so that one that hangs delays no other. */
public final class Examination {
    private final Duration deadline;
    private final Duration quiet;
    private final Consumer<String> progress;

    /**
     * @param deadline of each check
     * @param quiet time after which progress is reported, once
     */
    public Examination(Duration deadline, Duration quiet, Consumer<String> progress) {
        this.deadline = deadline;
        this.quiet = quiet;
        this.progress = progress;
    }

    /** The findings of all checks, in the order of the checks. */
    public List<Finding> of(List<Check> checks) {
        ExecutorService threads = Executors.newCachedThreadPool(Examination::daemon);
        try {
            var running = new LinkedHashMap<String, CompletableFuture<List<Finding>>>();
            checks.forEach(it -> running.put(it.name(), start(it, threads)));
            report(running);
            return running.values().stream().flatMap(it -> it.join().stream()).toList();
        } finally {
            threads.shutdownNow();
        }
    }

    private CompletableFuture<List<Finding>> start(Check check, ExecutorService threads) {
        var late = Finding.fail(
                check.name(),
                "no answer within " + deadline.toSeconds() + " s",
                "check network and firewall, and whether the other side runs");
        return CompletableFuture.supplyAsync(check.look(), threads)
                .completeOnTimeout(List.of(late), deadline.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(e -> List.of(failed(check, e)));
    }

    /** A refusal names its cure in its own words; another failure must not hide the findings of the other checks. */
    private static Finding failed(Check check, Throwable thrown) {
        Throwable cause =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        return cause instanceof OperatorException
                ? Finding.fail(check.name(), String.valueOf(cause.getMessage()), "")
                : Finding.fail(check.name(), "the check failed: " + cause, "report this with the line");
    }

    private void report(Map<String, CompletableFuture<List<Finding>>> running) {
        try {
            CompletableFuture.allOf(running.values().toArray(CompletableFuture<?>[]::new))
                    .get(quiet.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            progress.accept("Waiting for: "
                    + String.join(
                            ", ",
                            running.entrySet().stream()
                                    .filter(it -> !it.getValue().isDone())
                                    .map(Map.Entry::getKey)
                                    .toList())
                    + " (" + deadline.toSeconds() + " s at most)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Thread daemon(Runnable work) {
        var thread = new Thread(work, "doctor");
        thread.setDaemon(true);
        return thread;
    }
}
