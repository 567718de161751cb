package io.tunnelwatch.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.notify.mail.MailSettings.Encryption;
import io.tunnelwatch.notify.mail.MailSettings.Login;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings of mail that cannot be meant. */
class MailSettingsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ops",
                "ops@",
                "@example.com",
                "a@example.com, b@example.com",
                "a@example.com\r\nBcc: b@example.com",
                "team: a@example.com;"
            })
    void shouldRefuseWhatIsNoSingleAddress(String address) {
        assertThatThrownBy(() -> settings(Encryption.TLS, Optional.empty(), List.of("ops@example.com", address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("not a mail address");
        assertThatThrownBy(() -> new MailSettings(
                        "h", 25, Encryption.TLS, Optional.empty(), address, List.of("ops@example.com")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseToSendAPasswordInPlainText() {
        assertThatThrownBy(() -> settings(
                        Encryption.NONE, Optional.of(new Login("ops", "must-never")), List.of("ops@example.com")))
                .hasMessage("a password is not sent without encryption");
    }

    @Test
    void shouldRefuseToWriteToNobody() {
        assertThatThrownBy(() -> settings(Encryption.TLS, Optional.empty(), List.of()))
                .hasMessage("nobody to send mail to");
    }

    @Test
    void shouldTakeNames() {
        var settings = settings(Encryption.TLS, Optional.empty(), List.of("\"Wei, Li\" <li@example.com>"));

        assertThat(settings.domain()).isEqualTo("example.com");
    }

    private static MailSettings settings(Encryption encryption, Optional<Login> login, List<String> to) {
        return new MailSettings("mail.example.com", 465, encryption, login, "Tunnelwatch <watch@example.com>", to);
    }
}
