package io.tunnelwatch.sink.web;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Queue that serves client addresses in turn, a few requests at a time: an address with many requests delays only itself. No
 * thread waits. The queue is bounded by the number of connections, each of which has one request at a time.
 */
final class FairQueue {
    private final int atOnce;
    private final Executor workers;

    /** Waiting work by address; the next address comes first. */
    private final LinkedHashMap<String, ArrayDeque<Runnable>> waiting = new LinkedHashMap<>();

    private int working;

    FairQueue(int atOnce, Executor workers) {
        this.atOnce = atOnce;
        this.workers = workers;
    }

    /** As many workers as processors, from 2 to 8: more would only hold more memory at once. */
    static FairQueue ofThisMachine() {
        int atOnce = Math.min(8, Math.max(2, Runtime.getRuntime().availableProcessors()));
        var threads =
                new ThreadPoolExecutor(atOnce, atOnce, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(atOnce), work -> {
                    var thread = new Thread(work, "web-answers");
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return new FairQueue(atOnce, threads);
    }

    /** Queues work, which must not throw. */
    void submit(String place, Runnable work) {
        synchronized (this) {
            waiting.computeIfAbsent(place, it -> new ArrayDeque<>()).add(work);
            if (working == atOnce) {
                return;
            }
            working++;
        }
        workers.execute(this::work);
    }

    private void work() {
        for (Runnable next = next(); next != null; next = next()) {
            next.run();
        }
    }

    private synchronized @Nullable Runnable next() {
        var first = waiting.entrySet().stream().findFirst();
        if (first.isEmpty()) {
            working--;
            return null;
        }
        Map.Entry<String, ArrayDeque<Runnable>> its = first.get();
        Runnable work = its.getValue().remove();
        waiting.remove(its.getKey());
        if (!its.getValue().isEmpty()) {
            waiting.put(its.getKey(), its.getValue());
        }
        return work;
    }
}
