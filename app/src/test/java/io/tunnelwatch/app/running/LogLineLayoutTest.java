package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

@Tag("S-50")
class LogLineLayoutTest {
    private static final String FORGED = "x\r\n00:00:00 ERROR forged\u001b[31m\u009b\u202e\u2028";

    @Test
    void shouldSayTheMessageAndItsValuesInOneLine() {
        String lines = LogLineLayout.brief().doLayout(event(it -> it.atWarn()
                .addKeyValue("code", "Throttling.User")
                .addKeyValue("left", 7)
                .log("The target {} is asked less often", "prod/eu")));

        assertThat(lines)
                .matches("\\d\\d:\\d\\d:\\d\\d WARN  The target prod/eu is asked less often"
                        + " code=\"Throttling.User\" left=\"7\"\\R");
    }

    @Test
    void shouldSayWhoSpokeInFull() {
        assertThat(LogLineLayout.full().doLayout(event(it -> it.info("Well"))))
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO  \\[.+] o\\.e\\.\\S+ Well \\R");
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "message", "exception", "cause"})
    void shouldLetNoTextFromOutsideBeginALineOrReachTheTerminal(String where) {
        // Given
        var cause = new IllegalStateException(where.equals("cause") ? FORGED : "plain");
        var thrown = new IllegalArgumentException(where.equals("exception") ? FORGED : "plain", cause);

        // When
        String lines = LogLineLayout.brief().doLayout(event(it -> it.atError()
                .addKeyValue("reason", where.equals("value") ? FORGED : "plain")
                .setCause(thrown)
                .log("Says {}", where.equals("message") ? FORGED : "plain")));

        // Then
        assertThat(lines).contains("forged").contains("Caused by");
        assertThat(lines.lines().skip(1)).isNotEmpty().allMatch(it -> it.startsWith("\t"));
        assertThat(lines.replace(System.lineSeparator(), "").replace("\t", ""))
                .doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
    }

    @Test
    void shouldEndNoValueWhereItsTextSaysSo() {
        assertThat(LogLineLayout.brief().doLayout(event(it -> it.atInfo()
                        .addKeyValue("code", "x\" level=\"FATAL\\")
                        .log("Said"))))
                .endsWith("Said code=\"x\\\" level=\\\"FATAL\\\\\"" + System.lineSeparator());
    }

    @Test
    void shouldCutALongValue() {
        assertThat(LogLineLayout.brief().doLayout(event(it -> it.atInfo()
                        .addKeyValue("detail", "y".repeat(100_000))
                        .log("Said"))))
                .hasSizeLessThan(400)
                .contains("y…\"");
    }

    private static ILoggingEvent event(Consumer<Logger> said) {
        var context = new LoggerContext();
        var heard = new ListAppender<ILoggingEvent>();
        heard.setContext(context);
        heard.start();
        var logger = context.getLogger("org.example.of.a.name.that.is.long.Speaker");
        logger.addAppender(heard);
        said.accept(logger);
        return heard.list.get(0);
    }
}
