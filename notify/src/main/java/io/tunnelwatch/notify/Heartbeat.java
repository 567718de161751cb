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
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a dead man's switch each minute that all is well. When anything is not, it says nothing, and the switch pages somebody:
 * so it does when this process, its machine or its network is gone.
 */
final class Heartbeat implements AutoCloseable {
    static final Duration EVERY = Duration.ofSeconds(60);
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);

    private final ScheduledExecutorService thread;
    private final GuardedHttpClient client;
    private final URI address;
    private final BooleanSupplier isWell;
    private boolean isSilent;

    private Heartbeat(GuardedHttpClient client, URI address, BooleanSupplier isWell) {
        this.client = client;
        this.address = address;
        this.isWell = isWell;
        this.thread = Executors.newSingleThreadScheduledExecutor(it -> {
            var made = new Thread(it, "heartbeat");
            made.setDaemon(true);
            return made;
        });
    }

    /** @param isWell whether scans, detector and delivery all make progress */
    static Heartbeat start(GuardedHttpClient client, URI address, BooleanSupplier isWell, Duration every) {
        var heartbeat = new Heartbeat(client, address, isWell);
        var unused = heartbeat.thread.scheduleWithFixedDelay(
                heartbeat::beat, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
        return heartbeat;
    }

    private void beat() {
        try {
            String trouble = isWell.getAsBoolean() ? trouble() : "not all parts make progress";
            if (trouble.isEmpty() == isSilent) {
                isSilent = !isSilent;
                LOG.atLevel(isSilent ? org.slf4j.event.Level.WARN : org.slf4j.event.Level.INFO)
                        .addKeyValue("error", trouble)
                        .log(isSilent ? "The heartbeat is silent" : "The heartbeat is heard again");
            }
        } catch (RuntimeException e) { // the thread's edge: one failed beat must not end the heart
            LOG.atWarn().addKeyValue("error", e.toString()).log("The heartbeat failed");
        }
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
