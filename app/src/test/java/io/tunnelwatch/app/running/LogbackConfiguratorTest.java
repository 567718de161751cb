package io.tunnelwatch.app.running;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LogbackConfiguratorTest {
    @Test
    void shouldSilenceTheLibraryThatShowsKeysWhateverElseMaySpeak() {
        // Given
        var context = (LoggerContext) LoggerFactory.getILoggerFactory();
        var root = context.getLogger("ROOT");
        root.setLevel(Level.TRACE);
        try {
            // When
            var library = context.getLogger("com.aliyun.credentials.provider.RefreshCachedSupplier");
            // Then
            assertThat(library.isErrorEnabled()).isFalse();
            assertThat(context.getLogger("org.example").isTraceEnabled()).isTrue();
        } finally {
            root.setLevel(Level.WARN);
        }
    }
}
