package io.tunnelwatch.app;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/** Where logs go: ours to the console, Kafka's chatter to a file where there is a data directory. */
final class Logging {
    private Logging() {}

    static void toFileIn(Path dataDirectory) {
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        context.putProperty("logs", dataDirectory.resolve("logs").toString());
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        URL configuration = Objects.requireNonNull(Logging.class.getResource("/logback-with-file.xml"));
        try {
            configurator.doConfigure(configuration);
        } catch (JoranException e) {
            throw new IllegalStateException("The logging that comes with the program is broken", e);
        }
    }
}
