package io.tunnelwatch.app.running;

import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Program;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parts that run in this process. Each is started on a thread of its own, so that a stop can be requested while something
 * is still starting; a part that starts after that is closed at once.
 */
public final class RunningParts {
    private static final Logger LOG = LoggerFactory.getLogger(RunningParts.class);

    /** The operator waits at a prompt, and a stop within five seconds is promised; the broker needs one or two of them. */
    private static final Duration STOP_BEFORE_BROKER_WITHIN = Duration.ofMillis(2800);

    private static final Duration STOP_BROKER_WITHIN = Duration.ofMillis(1800);

    private final EnumMap<Role, AutoCloseable> parts = new EnumMap<>(Role.class);

    /** Completes when the process should end: normally on request, exceptionally when a part cannot go on. */
    private final CompletableFuture<Void> end = new CompletableFuture<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        var thread = new Thread(work, "start-and-stop");
        thread.setDaemon(true);
        return thread;
    });
    private boolean stopping;

    private RunningParts() {}

    /** The parts of a process that runs one program, or another one beside it. */
    public static RunningParts ofAProgram() {
        OpenFiles.require(OpenFiles.OF_A_PROGRAM);
        return new RunningParts();
    }

    /** The parts of a process that runs everything. */
    public static RunningParts ofEverything() {
        OpenFiles.require(OpenFiles.OF_EVERYTHING);
        return new RunningParts();
    }

    /** Starts a part, in parallel to others that are starting. */
    public <T extends AutoCloseable> CompletableFuture<T> start(Role role, Supplier<T> part) {
        return CompletableFuture.supplyAsync(() -> keep(role, part.get()), threads);
    }

    /** Runs something that is not a part, such as creating topics, in parallel to what is starting. */
    public CompletableFuture<Void> run(Runnable work) {
        return CompletableFuture.runAsync(work, threads);
    }

    private synchronized <T extends AutoCloseable> T keep(Role role, T part) {
        if (stopping) {
            close(role, part);
            throw new StopRequestedException();
        }
        parts.put(role, part);
        if (part instanceof Program program) {
            watch(program.ended());
        }
        return part;
    }

    /** Ends the process when this future fails. */
    public void watch(CompletableFuture<Void> ended) {
        ended.whenComplete((nothing, failure) -> {
            if (failure != null) {
                end.completeExceptionally(failure);
            }
        });
    }

    /** Ends the process when a topic that a started program needs is deleted. */
    public void watchTopics(KafkaAccess kafka) {
        var unused = start(Role.TOPIC_WATCH, () -> {
            var watch = TopicWatch.start(kafka, this::topics);
            watch(watch.ended());
            return watch;
        });
    }

    public void requestStop() {
        end.complete(null);
    }

    /**
     * Waits for something that was started.
     *
     * @throws StopRequestedException when a stop is requested before it has started
     */
    public <T> T await(CompletableFuture<T> starting) {
        join(CompletableFuture.anyOf(starting, end));
        if (!starting.isDone()) {
            throw new StopRequestedException();
        }
        return join(starting);
    }

    /** Waits until the process should end. Throws the failure that ended a part. */
    public void awaitEnd() {
        join(end);
    }

    /** Waits a while; true when the process should end. */
    public boolean endsWithin(Duration time) {
        try {
            end.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /** Health of the programs that have started, by name. */
    public synchronized Map<String, Health> health() {
        var health = new TreeMap<String, Health>();
        parts.values().forEach(part -> {
            if (part instanceof Program program) {
                health.put(program.name(), program.health());
            }
        });
        return health;
    }

    /** Names of the topics that the started programs cannot go on without. */
    private synchronized Set<String> topics() {
        var topics = new TreeSet<String>();
        parts.values().forEach(part -> {
            if (part instanceof Program program) {
                topics.addAll(program.topics());
            }
        });
        return topics;
    }

    /** Stops everything, each part when those that need it have stopped or have used up their time. */
    public void stop() {
        EnumMap<Role, AutoCloseable> toStop;
        synchronized (this) {
            stopping = true;
            toStop = new EnumMap<>(parts);
            parts.clear();
        }
        long deadline = System.nanoTime() + STOP_BEFORE_BROKER_WITHIN.toNanos();
        toStop.forEach((role, part) -> {
            Duration left = role == Role.BROKER
                    ? STOP_BROKER_WITHIN
                    : Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0));
            stopWithin(left, role, part);
        });
        threads.shutdown();
    }

    private void stopWithin(Duration time, Role role, AutoCloseable part) {
        try {
            CompletableFuture.runAsync(() -> close(role, part), threads).get(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.atWarn()
                    .addKeyValue("part", role)
                    .log("A part did not stop in time: the next start repeats what it had not committed");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // close() throws nothing
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Role role, AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) { // the edge: one part's trouble must not keep the others from stopping
            LOG.atWarn().addKeyValue("part", role).setCause(e).log("A part did not stop cleanly");
        }
    }

    private static <T> T join(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw e;
        }
    }
}
