package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class LogLevelWatchTest {
    private static final String INGEST = "io.tunnelwatch.ingest";
    private static final String NETWORK = "org.apache.kafka.clients.NetworkClient";

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final AtomicReference<String> levels = new AtomicReference<>("");
    private final LogLevelWatch watch =
            new LogLevelWatch(() -> Settings.of(Map.of("log.levels", levels.get())), Map.of());

    @AfterEach
    void restore() {
        levels.set("");
        look(2);
        watch.close();
    }

    @Test
    void shouldChangeALevelWhileRunningAndReturnToTheBuiltInOne() {
        // Given
        levels.set(INGEST + "=DEBUG, " + NETWORK + "=INFO");
        look(2);
        assertThat(level(INGEST)).isEqualTo(Level.DEBUG);
        assertThat(level(NETWORK)).isEqualTo(Level.INFO);

        // When
        levels.set("");
        look(2);

        // Then
        assertThat(level(INGEST)).isEqualTo(level("io.tunnelwatch"));
        assertThat(level(NETWORK)).isEqualTo(Level.ERROR);
    }

    @Test
    void shouldNotBelieveAFileThatIsStillBeingWritten() {
        levels.set(INGEST + "=DEBUG");
        look(1);
        levels.set(INGEST + "=WARN");
        look(1);

        assertThat(level(INGEST)).isEqualTo(level("io.tunnelwatch"));
    }

    @Test
    void shouldKeepTheLevelsWhenTheSettingsAreRefused() {
        levels.set(INGEST + "=DEBUG");
        look(2);
        levels.set("com.aliyun=DEBUG");
        look(3);

        assertThat(level(INGEST)).isEqualTo(Level.DEBUG);
        assertThat(level("com.aliyun")).isEqualTo(Level.OFF);
    }

    /** Some show keys, tokens or messages at DEBUG; the root is all of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "com.aliyun=DEBUG",
                "ROOT=DEBUG",
                "org.eclipse.jetty=DEBUG",
                "org.apache.kafka=DEBUG",
                "org.apache.kafka.common.security=DEBUG",
                "io.tunnelwatchers=DEBUG",
                "io.tunnelwatch=LOUD",
                "org.apache.kafka.clients=TRACE",
                "io.tunnelwatch"
            })
    void shouldRefuseLoggersThatMayShowSecretsAndWhatIsNoLevel(String entry) {
        assertThatThrownBy(() -> LogSettings.of(Settings.of(Map.of("log.levels", entry))))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("log.levels")
                .hasMessageContaining(entry);
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            watch.check();
        }
    }

    private Level level(String logger) {
        return context.getLogger(logger).getEffectiveLevel();
    }
}
