package io.tunnelwatch.notify;

import io.tunnelwatch.notify.http.CallResult;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.receiver.ReceiverRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Pings a dead man's switch each minute while everything works. When something is wrong, or no alert can be delivered, the pings
 * stop and the switch pages somebody. They stop, too, when this process, its machine or its network is gone.
 */
final class Heartbeat implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final ScheduledExecutorService thread;
    private final GuardedHttpClient client;
    private final URI address;
    private final Supplier<String> whyNotWell;
    private volatile String silentBecause = "";

    private Heartbeat(GuardedHttpClient client, URI address, Supplier<String> whyNotWell) {
        this.client = client;
        this.address = address;
        this.whyNotWell = whyNotWell;
        this.thread = Executors.newSingleThreadScheduledExecutor(it -> {
            var made = new Thread(it, "heartbeat");
            made.setDaemon(true);
            return made;
        });
    }

    /** @param whyNotWell says what makes no progress; empty while all is well */
    static Heartbeat start(GuardedHttpClient client, URI address, Supplier<String> whyNotWell, Duration every) {
        var heartbeat = new Heartbeat(client, address, whyNotWell);
        var unused = heartbeat.thread.scheduleWithFixedDelay(
                heartbeat::beat, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return heartbeat;
    }

    private void beat() {
        try {
            String notWell = whyNotWell.get();
            String trouble = notWell.isEmpty() ? trouble() : notWell;
            boolean isNew = trouble.isEmpty() != silentBecause.isEmpty();
            silentBecause = trouble;
            if (isNew) {
                LOG.atLevel(trouble.isEmpty() ? Level.INFO : Level.WARN)
                        .addKeyValue("error", trouble)
                        .log(trouble.isEmpty() ? "The heartbeat is heard again" : "The heartbeat is silent");
            }
        } catch (RuntimeException e) { // the thread's edge: one failed beat must not end the heart
            LOG.atWarn().addKeyValue("error", e.toString()).log("The heartbeat failed");
        }
    }

    /** Why nobody heard the last beat; empty if it was heard. Safe to call from any thread. */
    String silentBecause() {
        return silentBecause;
    }

    private String trouble() {
        CallResult result = client.send(new ReceiverRequest("GET", address, Map.of(), ""));
        if (result instanceof CallResult.Failed failed) {
            return failed.why();
        }
        int status = ((CallResult.Answered) result).answer().status();
        return status >= 200 && status < 300 ? "" : "HTTP " + status;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
