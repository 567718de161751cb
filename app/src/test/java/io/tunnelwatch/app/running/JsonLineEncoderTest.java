package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

@Tag("S-50")
class JsonLineEncoderTest {
    private static final String HOSTILE =
            "x\r\n{\"level\":\"ERROR\"}\u001b[31m\u009b\u202e\u2028\u0000\"\\ \ud83d\ude00 \u0628";

    @Test
    void shouldKeepTheMessageAndItsValues() throws IOException {
        JsonNode event = object(line(it -> it.atWarn()
                .addKeyValue("code", "Throttling.User")
                .addKeyValue("left", 7)
                .addKeyValue("nothing", (Object) null)
                .log("The target {} is asked less often", "prod/eu")));

        assertThat(event.path("level").asText()).isEqualTo("WARN");
        assertThat(event.path("formattedMessage").asText()).isEqualTo("The target prod/eu is asked less often");
        assertThat(event.path("loggerName").asText()).isEqualTo("org.example.Speaker");
        assertThat(event.path("timestamp").asLong()).isPositive();
        assertThat(value(event, "code")).isEqualTo("Throttling.User");
        assertThat(value(event, "left")).isEqualTo("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"value", "message", "exception", "cause"})
    void shouldWriteOneObjectALineWhateverTheTextFromOutside(String where) throws IOException {
        // Given
        var cause = new IllegalStateException(where.equals("cause") ? HOSTILE : "plain");
        var thrown = new IllegalArgumentException(where.equals("exception") ? HOSTILE : "plain", cause);

        // When
        String line = line(it -> it.atError()
                .addKeyValue("reason", where.equals("value") ? HOSTILE : "plain")
                .setCause(thrown)
                .log("{}", where.equals("message") ? HOSTILE : "plain"));

        // Then
        assertThat(line).endsWith("\n");
        assertThat(line.strip()).doesNotContainPattern("[\\p{C}\\p{Zl}\\p{Zp}]");
        JsonNode event = object(line);
        String told =
                switch (where) {
                    case "value" -> value(event, "reason");
                    case "message" -> event.path("formattedMessage").asText();
                    case "exception" -> event.at("/throwable/message").asText();
                    default -> event.at("/throwable/cause/message").asText();
                };
        assertThat(told).isEqualTo(HOSTILE);
        assertThat(event.path("level").asText()).isEqualTo("ERROR");
    }

    private static String value(JsonNode event, String key) {
        return event.path("kvpList").findPath(key).asText();
    }

    private static JsonNode object(String line) throws IOException {
        return new ObjectMapper().readTree(line);
    }

    private static String line(Consumer<Logger> said) {
        var context = new LoggerContext();
        var heard = new ListAppender<ILoggingEvent>();
        heard.setContext(context);
        heard.start();
        var logger = context.getLogger("org.example.Speaker");
        logger.addAppender(heard);
        said.accept(logger);
        var encoder = new JsonLineEncoder();
        encoder.setContext(context);
        encoder.start();
        return new String(encoder.encode(heard.list.get(0)), StandardCharsets.UTF_8);
    }
}
