package io.tunnelwatch.app.running;

import ch.qos.logback.classic.Level;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rereads the settings, and puts changed levels of the log into effect. Refused settings leave the levels as they are. */
public final class LogLevelWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogLevelWatch.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Supplier<Settings> source;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "log-levels");
        thread.setDaemon(true);
        return thread;
    });
    private Map<String, Level> current;
    private Map<String, Level> seen;
    private String refused = "";

    LogLevelWatch(Supplier<Settings> source, Map<String, Level> current) {
        this.source = source;
        this.current = current;
        this.seen = current;
    }

    /**
     * Starts to watch.
     *
     * @param source reads the settings; throws OperatorException if that fails
     * @param settings those in effect
     */
    public static LogLevelWatch start(Supplier<Settings> source, Settings settings) {
        var watch = new LogLevelWatch(source, LogSettings.of(settings).levels());
        long every = BETWEEN_LOOKS.toMillis();
        watch.looking.scheduleWithFixedDelay(watch::check, every, every, TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Accepts levels that read the same twice in a row, so a file that is still being written does not count. */
    void check() {
        try {
            var read = LogSettings.of(source.get()).levels();
            refused = "";
            if (read.equals(seen) && !read.equals(current)) {
                LogbackConfigurator.changeLevels(current, read);
                current = read;
                LOG.atInfo().addKeyValue("levels", read).log("Changed levels of the log are in effect");
            }
            seen = read;
        } catch (OperatorException e) {
            refuse(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // Edge of the thread.
            LOG.atError().setCause(e).log("A bug stops the rereading of the log's levels: restart to change them");
            looking.shutdown();
        }
    }

    /** Logs a refusal once, not at every reading. */
    private void refuse(String why) {
        if (!why.equals(refused)) {
            refused = why;
            LOG.atWarn()
                    .addKeyValue("reason", why)
                    .log("The settings are refused, and the levels of the log stay as they are");
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
