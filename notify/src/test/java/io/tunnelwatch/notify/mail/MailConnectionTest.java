package io.tunnelwatch.notify.mail;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.notify.mail.MailSettings.Encryption;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mail server is held against the same rules as every other receiver, before a connection is made. */
class MailConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @ParameterizedTest
    @Tag("S-40")
    @ValueSource(
            strings = {
                "100.100.100.200",
                "168.63.129.16",
                "169.254.169.254",
                "fe80::1",
                "64:ff9b::6464:64c8",
                "2002:a9fe:a9fe::1",
                "::ffff:169.254.169.254",
                "fd00:ec2::254",
                "0.0.0.0",
                "255.255.255.255",
                "224.0.0.1"
            })
    void shouldNotConnectToWhereCloudsKeepCredentials(String host) {
        var timer = Executors.newSingleThreadScheduledExecutor();
        var settings = new MailSettings(
                host, 25, Encryption.NONE, Optional.empty(), "a@example.com", List.of("b@example.com"));
        try (var connection = new MailConnection(timer, SHORT)) {
            assertThatThrownBy(() -> connection.open(settings, (SSLSocketFactory) SSLSocketFactory.getDefault(), SHORT))
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("nothing was sent");
        } finally {
            timer.shutdownNow();
        }
    }
}
