package io.tunnelwatch.app.running;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
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
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures logging: our messages and everybody's warnings go to standard error. Logback finds this class by itself; {@code
 * -Dlogback.configurationFile} names a file to use instead. In code, because reading XML takes longer than all of it.
 */
public final class LogbackConfigurator extends ContextAwareBase implements Configurator {
    /** Loggers that say much at every start and stop which concerns nobody. */
    private static final List<String> KAFKA = List.of("kafka", "org.apache.kafka", "state.change.logger");

    private static final FileSize FILE_SIZE = new FileSize(10 * FileSize.MB_COEFFICIENT);
    private static final int FILES = 3;

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty("logback.configurationFile") != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        var console = new ConsoleAppender<ILoggingEvent>();
        console.setContext(context);
        console.setName("console");
        console.setTarget("System.err");
        console.setEncoder(encoder(context, LogLineLayout.brief()));
        console.start();
        var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(console);
        context.getLogger("io.tunnelwatch").setLevel(Level.INFO);
        // It says several times a second that a broker is away; our code that waits for the broker says so once.
        context.getLogger("org.apache.kafka.clients.NetworkClient").setLevel(Level.ERROR);
        // It shows both ends of keys at DEBUG, and quotes a credentials server's answer if that is no key. Our code
        // reports what goes wrong there.
        context.getLogger("com.aliyun").setLevel(Level.OFF);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Sends Kafka's warnings to a file of their own, and no longer to the console. */
    public static void kafkaTo(Path directory) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (!(factory instanceof LoggerContext context) || System.getProperty("logback.configurationFile") != null) {
            return;
        }
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
        file.setEncoder(encoder(context, LogLineLayout.full()));
        file.start();
        return file;
    }

    private static LayoutWrappingEncoder<ILoggingEvent> encoder(LoggerContext context, LogLineLayout lines) {
        var encoder = new LayoutWrappingEncoder<ILoggingEvent>();
        lines.setContext(context);
        lines.start();
        encoder.setContext(context);
        encoder.setCharset(StandardCharsets.UTF_8);
        encoder.setLayout(lines);
        encoder.start();
        return encoder;
    }
}
