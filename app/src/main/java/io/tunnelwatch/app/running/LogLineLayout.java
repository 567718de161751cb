package io.tunnelwatch.app.running;

import ch.qos.logback.classic.pattern.Abbreviator;
import ch.qos.logback.classic.pattern.TargetLengthBasedClassNameAbbreviator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.tunnelwatch.runtime.PrintableText;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.slf4j.event.KeyValuePair;

/**
 * Formats a log event: one line, then the stack trace in lines that begin with a tab. Values, messages and exceptions may
 * contain text from outside; it never begins a line, and never holds what a terminal cannot show.
 */
final class LogLineLayout extends LayoutBase<ILoggingEvent> {
    private static final Abbreviator LOGGER = new TargetLengthBasedClassNameAbbreviator(30);

    private final DateTimeFormatter time;
    private final boolean hasOrigin;

    private LogLineLayout(String time, boolean hasOrigin) {
        this.time = DateTimeFormatter.ofPattern(time, Locale.ROOT).withZone(ZoneId.systemDefault());
        this.hasOrigin = hasOrigin;
    }

    /** Short lines, for the console. */
    static LogLineLayout brief() {
        return new LogLineLayout("HH:mm:ss", false);
    }

    /** Full lines, for a file that is searched days later. */
    static LogLineLayout full() {
        return new LogLineLayout("yyyy-MM-dd'T'HH:mm:ss.SSS", true);
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        return "%s %-5s %s%s %s%n%s"
                .formatted(
                        time.format(event.getInstant()),
                        event.getLevel(),
                        hasOrigin ? origin(event) : "",
                        PrintableText.sentence(event.getFormattedMessage()),
                        values(event.getKeyValuePairs()),
                        stackTrace(event.getThrowableProxy()));
    }

    private static String origin(ILoggingEvent event) {
        return "[" + PrintableText.value(event.getThreadName()) + "] " + LOGGER.abbreviate(event.getLoggerName()) + " ";
    }

    private static String values(List<KeyValuePair> pairs) {
        return pairs == null ? "" : pairs.stream().map(LogLineLayout::value).collect(Collectors.joining(" "));
    }

    /** Quotes a value, so that a program can find where it ends. */
    private static String value(KeyValuePair pair) {
        String value = PrintableText.value(String.valueOf(pair.value));
        return pair.key + "=\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String stackTrace(IThrowableProxy thrown) {
        return thrown == null
                ? ""
                : ThrowableProxyUtil.asString(thrown)
                        .lines()
                        .map(it -> "\t" + PrintableText.sentence(it.strip()) + System.lineSeparator())
                        .collect(Collectors.joining());
    }
}
