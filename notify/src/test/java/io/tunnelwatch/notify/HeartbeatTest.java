package io.tunnelwatch.notify;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.http.ScriptedReceiver;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
    private static final Duration QUICK = Duration.ofMillis(20);

    @Test
    void shouldBeatOnlyWhileAllIsWell() throws Exception {
        var isWell = new AtomicBoolean(true);
        var asked = new AtomicBoolean();
        try (var dead = new ScriptedReceiver(ScriptedReceiver.text("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
                var client = new GuardedHttpClient()) {
            var address = URI.create("http://127.0.0.1:" + dead.port() + "/ping");
            try (var heart = Heartbeat.start(
                    client,
                    address,
                    () -> {
                        asked.set(true);
                        return isWell.get() ? "" : "no destination takes notices";
                    },
                    QUICK)) {
                Awaitility.await().until(() -> dead.requests().size() >= 2);
                assertThat(dead.requests().get(0)).startsWith("GET /ping HTTP/1.1");
                assertThat(heart.silentBecause()).isEmpty();

                // When
                isWell.set(false);
                asked.set(false);
                Awaitility.await().untilTrue(asked); // what was being sent is over
                asked.set(false);
                int before = dead.requests().size();
                Awaitility.await().untilTrue(asked);

                // Then
                assertThat(dead.requests()).hasSize(before);
                assertThat(heart.silentBecause()).isEqualTo("no destination takes notices");
            }
        }
    }
}
