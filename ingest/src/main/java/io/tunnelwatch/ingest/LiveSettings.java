package io.tunnelwatch.ingest;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the settings repeatedly and passes on what may change at run time. Refused settings leave everything as it is. */
final class LiveSettings implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveSettings.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    private final Supplier<Settings> source;
    private final Consumer<IngestSettings> changed;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "ingest-settings");
        thread.setDaemon(true);
        return thread;
    });
    private IngestSettings current;
    private Map<String, Object> seen;
    private Map<String, Object> settled;

    /**
     * @param source reads the settings; throws OperatorException if that fails
     * @param current settings that the program runs with
     */
    LiveSettings(Supplier<Settings> source, IngestSettings current, Consumer<IngestSettings> changed) {
        this.source = source;
        this.current = current;
        this.changed = changed;
        this.seen = Map.of();
        this.settled = Map.of();
    }

    void start() {
        long every = BETWEEN_LOOKS.toMillis();
        looking.scheduleWithFixedDelay(this::check, every, every, TimeUnit.MILLISECONDS);
    }

    /** Accepts settings that read the same twice in a row, so a file that is still being written does not count. */
    void check() {
        try {
            Settings read = source.get();
            var values = new TreeMap<>(read.under(""));
            if (values.equals(seen) && !values.equals(settled)) {
                logPending(values);
                settled = values;
                apply(IngestSettings.of(read));
            }
            seen = values;
        } catch (OperatorException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // Edge of the thread.
            LOG.atError()
                    .setCause(e)
                    .log("A bug stops the rereading of settings: restart ingest after each change of the settings");
            looking.shutdown();
        }
    }

    private void apply(IngestSettings next) {
        if (!next.live().equals(current.live())) {
            current = next;
            changed.accept(next);
            LOG.atInfo()
                    .addKeyValue("targets", next.targets())
                    .addKeyValue("interval", next.pollInterval())
                    .log("Changed settings are in effect");
        }
    }

    /** Logs a refusal once, not at every reading. */
    private void refuse(String why) {
        var refused = Map.<String, Object>of("refused", why);
        if (!refused.equals(seen)) {
            LOG.atWarn()
                    .addKeyValue("reason", why)
                    .log("The changed settings are refused: correct them. The previous settings stay in effect");
        }
        seen = refused;
    }

    private void logPending(Map<String, Object> values) {
        var waiting = new TreeSet<>(values.keySet());
        waiting.addAll(settled.keySet());
        waiting.removeIf(it -> IngestSettings.LIVE.contains(it) || Objects.equals(values.get(it), settled.get(it)));
        if (!settled.isEmpty() && !waiting.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("settings", waiting)
                    .log("These settings have changed: restart ingest to apply them");
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
