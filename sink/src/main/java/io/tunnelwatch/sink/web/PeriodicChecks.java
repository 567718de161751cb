package io.tunnelwatch.sink.web;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs checks every second. A check that fails is run again. */
final class PeriodicChecks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeriodicChecks.class);

    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        var made = new Thread(work, "page-rounds");
        made.setDaemon(true);
        return made;
    });

    PeriodicChecks(List<Runnable> looks) {
        thread.scheduleWithFixedDelay(() -> looks.forEach(PeriodicChecks::run), 1, 1, TimeUnit.SECONDS);
    }

    private static void run(Runnable it) {
        try {
            it.run();
        } catch (RuntimeException e) { // the thread's edge
            LOG.error("A check of the page's own state failed; it runs again in a second", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
