package io.tunnelwatch.app.running;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.PrivateDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures logging: our messages and everybody's warnings go to standard error. Logback finds this class by itself; {@code
 * -Dlogback.configurationFile} names a file to use instead. In code, because reading XML takes longer than all of it.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {
    /** Loggers that say much at every start and stop which concerns nobody. */
    private static final List<String> KAFKA = List.of("kafka", "org.apache.kafka", "state.change.logger");

    /** Levels that differ from the root's. */
    private static final Map<String, Level> BUILT_IN = Map.of(
            "io.tunnelwatch", Level.INFO,
            // It says several times a second that a broker is away; our code that waits for the broker says so once.
            "org.apache.kafka.clients.NetworkClient", Level.ERROR,
            // It shows both ends of keys at DEBUG, and quotes a credentials server's answer if that is no key. Our code
            // reports what goes wrong there.
            "com.aliyun", Level.OFF);

    private static final String CONSOLE = "console";
    private static final FileSize FILE_SIZE = new FileSize(10 * FileSize.MB_COEFFICIENT);
    private static final int FILES = 3;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget("System.err");
        console.setEncoder(encoder(context, LogFormat.TEXT, LogLineLayout.brief()));
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        BUILT_IN.forEach((name, level) -> context.getLogger(name).setLevel(level));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Puts settings into effect, at the start of a program. */
    public static void apply(LogSettings settings) {
        ours().ifPresent(context -> {
            if (settings.format() == LogFormat.JSON) {
                console(context)
                        .ifPresent(it -> it.setEncoder(encoder(context, LogFormat.JSON, LogLineLayout.brief())));
            }
        });
        changeLevels(Map.of(), settings.levels());
    }

    /** Sets these levels; loggers that had other ones, and have none now, return to the built-in levels. */
    static void changeLevels(Map<String, Level> before, Map<String, Level> now) {
        ours().ifPresent(context -> {
            before.keySet().stream().filter(it -> !now.containsKey(it)).forEach(it -> context.getLogger(it)
                    .setLevel(BUILT_IN.get(it)));
            now.forEach((name, level) -> context.getLogger(name).setLevel(level));
        });
    }

    /** Returns the form of the log. */
    public static LogFormat format() {
        return ours().flatMap(LogbackConfigurator::console)
                .filter(it -> it.getEncoder() instanceof JsonLineEncoder)
                .map(it -> LogFormat.JSON)
                .orElse(LogFormat.TEXT);
    }

    private static Optional<ConsoleAppender<ILoggingEvent>> console(LoggerContext context) {
        Appender<ILoggingEvent> console =
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE);
        return console instanceof ConsoleAppender<ILoggingEvent> it ? Optional.of(it) : Optional.empty();
    }

    /** Logback, unless the operator has configured it with a file. */
    private static Optional<LoggerContext> ours() {
        return LoggerFactory.getILoggerFactory() instanceof LoggerContext context
                        && System.getProperty("logback.configurationFile") == null
                ? Optional.of(context)
                : Optional.empty();
    }

    /** Sends Kafka's warnings to a file of their own, and no longer to the console. */
    public static void kafkaTo(Path directory) {
        ours().ifPresent(context -> kafkaTo(directory, context));
    }

    private static void kafkaTo(Path directory, LoggerContext context) {
        try {
            PrivateDirectory.make(directory);
        } catch (IOException e) {
            throw new OperatorException(
                    "Log directory " + directory + " cannot be created (" + e.getMessage()
                            + "): correct its permissions, or choose another --data-dir.",
                    e);
        }
        var file = rollingFile(context, directory.resolve("kafka"));
        for (String name : KAFKA) {
            var logger = context.getLogger(name);
            logger.setAdditive(false);
            logger.addAppender(file);
        }
    }

    private static RollingFileAppender<ILoggingEvent> rollingFile(LoggerContext context, Path withoutSuffix) {
        var file = new RollingFileAppender<ILoggingEvent>();
        file.setContext(context);
        file.setName("kafka");
        file.setFile(withoutSuffix + ".log");
        var rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(file);
        rolling.setFileNamePattern(withoutSuffix + ".%i.log");
        rolling.setMaxIndex(FILES);
        rolling.start();
        var size = new SizeBasedTriggeringPolicy<ILoggingEvent>();
        size.setContext(context);
        size.setMaxFileSize(FILE_SIZE);
        size.start();
        file.setRollingPolicy(rolling);
        file.setTriggeringPolicy(size);
        file.setEncoder(encoder(context, format(), LogLineLayout.full()));
        file.start();
        return file;
    }

    private static Encoder<ILoggingEvent> encoder(LoggerContext context, LogFormat format, LogLineLayout lines) {
        Encoder<ILoggingEvent> encoder = format == LogFormat.JSON ? new JsonLineEncoder() : ofText(context, lines);
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> ofText(LoggerContext context, LogLineLayout lines) {
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        lines.setContext(context);
        lines.start();
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(lines);
        return encoder;
    }
}
