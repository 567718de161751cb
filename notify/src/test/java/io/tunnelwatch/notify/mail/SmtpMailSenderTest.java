package io.tunnelwatch.notify.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.tunnelwatch.notify.mail.MailSettings.Encryption;
import io.tunnelwatch.notify.mail.MailSettings.Login;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.Notices;
import io.tunnelwatch.notify.receiver.SendOutcome;
import io.tunnelwatch.testsupport.Certificates;
import io.tunnelwatch.v1.NotificationKind;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mail through GreenMail, a mail server that is not ours; STARTTLS, which it lacks, stands in front of it. */
class SmtpMailSenderTest {
    private static final String HOST = "127.0.0.1";
    private static final String PASSWORD = "must-never-be-seen";
    private static final Login LOGIN = new Login("ops", PASSWORD);
    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @TempDir
    private static Path directory;

    private static Certificates certificates;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final GreenMail server = new GreenMail(new ServerSetup(0, HOST, ServerSetup.PROTOCOL_SMTP));

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = new Certificates(directory.resolve("keys.p12"), "for-this-test");
        certificates.authority();
        certificates.signed("mail", HOST);
        certificates.signed("other", "other.example");
    }

    @BeforeEach
    void start() {
        server.setUser("ops@example.com", "ops", PASSWORD);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
        timer.shutdownNow();
    }

    @Test
    void shouldSendPlainTextFirstAndThenHtml() throws Exception {
        SendOutcome outcome = plain(server.getSmtp().getPort()).send(Message.of(Notices.fired()), Notices.NOW);

        assertThat(outcome).isEqualTo(SendOutcome.DELIVERED);
        MimeMessage received = only();
        assertThat(received.getSubject()).isEqualTo("Critical: Office Shanghai, connection down");
        assertThat(received.getFrom()[0]).hasToString("Tunnelwatch <watch@example.com>");
        assertThat(received.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(received.getHeader("Importance")).containsExactly("high");
        assertThat(received.getSentDate()).isEqualTo(Notices.NOW);
        assertThat(received.getContentType()).startsWith("multipart/alternative");
        var parts = (MimeMultipart) received.getContent();
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(content(parts.getBodyPart(0), "text/plain"))
                .contains(
                        "What: Office Shanghai is down",
                        "Open Tunnelwatch: https://tunnelwatch.example/#/c/vco-uf6abc");
        assertThat(content(parts.getBodyPart(1), "text/html"))
                .contains("<h2>Critical: Office Shanghai, connection down</h2>");
    }

    @Test
    void shouldJoinTheMailsOfOneAlertInOneThread() throws Exception {
        MailSender sender = sender(server.getSmtp().getPort(), List.of("ops@example.com"));

        sender.send(Message.of(Notices.fired()), Notices.NOW);
        sender.send(Message.of(Notices.acknowledged()), Notices.NOW);
        sender.send(Message.of(Notices.notice(NotificationKind.ALERT, Notices.group(3))), Notices.NOW);

        MimeMessage[] received = server.getReceivedMessages();
        assertThat(received).hasSize(3);
        assertThat(references(received[1])).isEqualTo(references(received[0])).isNotEqualTo(references(received[2]));
        assertThat(received[0].getHeader("In-Reply-To", null)).isEqualTo(references(received[0]));
        assertThat(Arrays.stream(received).map(SmtpMailSenderTest::id)).doesNotHaveDuplicates();
    }

    /** After a crash, another process sends the same notice again: the receiver's mail server recognises it. */
    @Test
    void shouldGiveTheSameIdToTheSameNotice() {
        sender(server.getSmtp().getPort(), List.of("ops@example.com")).send(Message.of(Notices.fired()), Notices.NOW);
        sender(server.getSmtp().getPort(), List.of("ops@example.com"))
                .send(Message.of(Notices.fired()), Notices.NOW.plusSeconds(60));

        MimeMessage[] received = server.getReceivedMessages();
        assertThat(received).hasSize(2);
        assertThat(id(received[0])).isEqualTo(id(received[1])).endsWith("@example.com>");
    }

    @Test
    @Tag("S-52")
    void shouldAddNoHeaderThatANameAsksFor() throws Exception {
        var hostile = Notices.of(
                NotificationKind.ALERT, Notices.HOSTILE, Notices.alert("Office\r\nBcc: victim@evil.example\r\n\r\nHi"));
        hostile.setFingerprint("f\r\nX-Evil: 1");
        hostile.setNotificationId("n>\r\nX-Evil: 2");

        plain(server.getSmtp().getPort()).send(Message.of(hostile), Notices.NOW);

        MimeMessage received = only();
        assertThat(received.getHeader("Bcc")).isNull();
        assertThat(received.getHeader("X-Evil")).isNull();
        assertThat(received.getSubject())
                .isEqualTo("Critical: Office␦␦Bcc: victim@evil.example␦␦␦␦Hi, connection down");
        assertThat(id(received)).matches("<notice\\.[0-9a-f]{32}@example\\.com>");
    }

    @Test
    void shouldSendChineseNames() throws Exception {
        plain(server.getSmtp().getPort()).send(Notices.named("chinese"), Notices.NOW);

        assertThat(only().getSubject()).isEqualTo("Critical: 上海办公室 – 主隧道, connection down");
        assertThat(content(((MimeMultipart) only().getContent()).getBodyPart(0), "text/plain"))
                .contains("上海办公室 – 主隧道 is down");
    }

    @Test
    void shouldLogInAfterStartTls() throws Exception {
        try (var front =
                new StartTlsFront(certificates.of("mail"), server.getSmtp().getPort(), true)) {
            SendOutcome outcome =
                    encrypted(front.port(), Encryption.STARTTLS, LOGIN).send(Message.of(Notices.fired()), Notices.NOW);

            assertThat(outcome).isEqualTo(SendOutcome.DELIVERED);
            assertThat(only().getSubject()).startsWith("Critical");
            assertThat(front.heardInPlainText()).containsExactly("EHLO example.com", "STARTTLS");
        }
    }

    @Test
    void shouldSendNothingWhereStartTlsIsNotOffered() throws Exception {
        try (var front =
                new StartTlsFront(certificates.of("mail"), server.getSmtp().getPort(), false)) {
            SendOutcome outcome =
                    encrypted(front.port(), Encryption.STARTTLS, LOGIN).send(Message.of(Notices.fired()), Notices.NOW);

            assertThat(outcome).isInstanceOf(SendOutcome.Retry.class);
            assertThat(front.heardInPlainText()).noneMatch(it -> it.startsWith("AUTH") || it.startsWith("MAIL"));
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void shouldSendNothingToAServerWithTheNameOfAnother() throws Exception {
        try (var front =
                new StartTlsFront(certificates.of("other"), server.getSmtp().getPort(), true)) {
            SendOutcome outcome =
                    encrypted(front.port(), Encryption.STARTTLS, LOGIN).send(Message.of(Notices.fired()), Notices.NOW);

            assertThat(outcome).isInstanceOf(SendOutcome.Retry.class);
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void shouldTrustOnlyWhatTheOperatorTrusts() throws Exception {
        try (var front =
                new StartTlsFront(certificates.of("mail"), server.getSmtp().getPort(), true)) {
            var trust = (SSLSocketFactory) SSLSocketFactory.getDefault();

            SendOutcome outcome = sender(front.port(), Encryption.STARTTLS, Optional.of(LOGIN), trust, DEADLINE)
                    .send(Message.of(Notices.fired()), Notices.NOW);

            assertThat(outcome).isInstanceOf(SendOutcome.Retry.class);
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void shouldSendOverTlsFromTheFirstByte() throws Exception {
        var own = new Certificates(directory.resolve("tls.p12"), "for-this-test");
        own.selfSigned("tls", HOST);
        System.setProperty("greenmail.tls.keystore.file", own.file().toString());
        System.setProperty("greenmail.tls.keystore.password", "for-this-test");
        var secure = new GreenMail(new ServerSetup(0, HOST, ServerSetup.PROTOCOL_SMTPS));
        secure.setUser("ops@example.com", "ops", PASSWORD);
        secure.start();
        try {
            int port = secure.getSmtps().getPort();
            var trust = own.trusting("tls").getSocketFactory();

            SendOutcome outcome = sender(port, Encryption.TLS, Optional.of(LOGIN), trust, DEADLINE)
                    .send(Message.of(Notices.fired()), Notices.NOW);

            assertThat(outcome).isEqualTo(SendOutcome.DELIVERED);
            assertThat(secure.getReceivedMessages()).hasSize(1);
            // The certificate is that of the address, and not of a name.
            var byName = new MailSettings(
                    "localhost",
                    port,
                    Encryption.TLS,
                    Optional.of(LOGIN),
                    "watch@example.com",
                    List.of("ops@example.com"));
            assertThat(sender(byName, trust, DEADLINE).send(Message.of(Notices.acknowledged()), Notices.NOW))
                    .isInstanceOf(SendOutcome.Retry.class);
            assertThat(secure.getReceivedMessages()).hasSize(1);
        } finally {
            secure.stop();
            System.clearProperty("greenmail.tls.keystore.file");
            System.clearProperty("greenmail.tls.keystore.password");
        }
    }

    @Test
    void shouldTryAgainAfterARefusedLoginAndNameNoSecret() throws Exception {
        try (var front =
                new StartTlsFront(certificates.of("mail"), server.getSmtp().getPort(), true)) {
            var wrong = new Login("ops", "must-never-be-right");

            SendOutcome outcome =
                    encrypted(front.port(), Encryption.STARTTLS, wrong).send(Message.of(Notices.fired()), Notices.NOW);

            assertThat(outcome).isEqualTo(SendOutcome.retry("the mail server refuses the login"));
            assertThat(wrong.toString() + settings(1, Encryption.TLS, Optional.of(wrong), List.of("ops@example.com")))
                    .doesNotContain("must-never");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            RCPT TO:<li@example.com> | 450 4.2.0 try later                 | SMTP 450
            MAIL                     | 421 4.3.2 going down                | SMTP 421
            DATA                     | 451 4.3.0 local error               | SMTP 451
            .                        | 452 4.2.2 mailbox full              | SMTP 452
            """)
    void shouldTryAgainWhenTheServerSaysSo(String command, String answer, String why) throws IOException {
        try (var scripted = new ScriptedMailServer().answering(command, answer)) {
            assertThat(plain(scripted.port()).send(Message.of(Notices.fired()), Notices.NOW))
                    .isEqualTo(SendOutcome.retry(why));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            RCPT                     | 550 5.1.1 no such user               | SMTP 550
            MAIL                     | 553 5.7.1 not you                   | SMTP 553
            .                        | 554 5.6.0 looks like spam           | SMTP 554
            """)
    void shouldGiveUpWhenTheServerSaysSo(String command, String answer, String why) throws IOException {
        try (var scripted = new ScriptedMailServer().answering(command, answer)) {
            assertThat(plain(scripted.port()).send(Message.of(Notices.fired()), Notices.NOW))
                    .isEqualTo(new SendOutcome.Refused(why));
        }
    }

    @Test
    void shouldRepeatAMailOnlyForThoseWhoDoNotHaveIt() throws IOException {
        try (var scripted = new ScriptedMailServer().answering("RCPT TO:<li@", "450 greylisted")) {
            MailSender sender = plain(scripted.port());

            assertThat(sender.send(Message.of(Notices.fired()), Notices.NOW)).isEqualTo(SendOutcome.retry("SMTP 450"));
            scripted.answering("RCPT TO:<li@", "250 welcome");
            assertThat(sender.send(Message.of(Notices.fired()), Notices.NOW)).isEqualTo(SendOutcome.DELIVERED);
            assertThat(sender.send(Message.of(Notices.fired()), Notices.NOW)).isEqualTo(SendOutcome.DELIVERED);

            assertThat(scripted.count("RCPT TO:<ops@")).isEqualTo(1);
            assertThat(scripted.count("RCPT TO:<li@")).isEqualTo(2);
            assertThat(scripted.count("DATA")).isEqualTo(2);
        }
    }

    @Test
    void shouldNotKeepAMailFromOthersForOneWrongAddress() throws IOException {
        try (var scripted = new ScriptedMailServer().answering("RCPT TO:<li@", "550 no such user")) {
            assertThat(plain(scripted.port()).send(Message.of(Notices.fired()), Notices.NOW))
                    .isEqualTo(SendOutcome.DELIVERED);
            assertThat(scripted.count("DATA")).isEqualTo(1);
        }
    }

    @Test
    void shouldTryAgainWhenNobodyAnswers() throws IOException {
        int port;
        try (var closed = new ScriptedMailServer()) {
            port = closed.port();
        }

        assertThat(plain(port).send(Message.of(Notices.fired()), Notices.NOW)).isInstanceOf(SendOutcome.Retry.class);
    }

    @Test
    @Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void shouldEndACallWhoseServerAnswersAByteNowAndThen() throws IOException {
        try (var scripted = new ScriptedMailServer().dripping()) {
            MailSender sender = sender(
                    scripted.port(),
                    Encryption.NONE,
                    Optional.empty(),
                    (SSLSocketFactory) SSLSocketFactory.getDefault(),
                    Duration.ofSeconds(1));
            long started = System.nanoTime();

            SendOutcome outcome = sender.send(Message.of(Notices.fired()), Notices.NOW);

            assertThat(outcome).isEqualTo(SendOutcome.retry("the mail server did not answer within 1 s"));
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .isBetween(Duration.ofMillis(900), Duration.ofSeconds(10));
        }
    }

    private MailSender plain(int port) {
        return sender(port, List.of("ops@example.com", "li@example.com"));
    }

    private MailSender sender(int port, List<String> to) {
        var trust = (SSLSocketFactory) SSLSocketFactory.getDefault();
        return sender(settings(port, Encryption.NONE, Optional.empty(), to), trust, DEADLINE);
    }

    private MailSender encrypted(int port, Encryption encryption, Login login) throws Exception {
        return sender(
                port, encryption, Optional.of(login), certificates.trusting().getSocketFactory(), DEADLINE);
    }

    private MailSender sender(
            int port, Encryption encryption, Optional<Login> login, SSLSocketFactory trust, Duration deadline) {
        return sender(settings(port, encryption, login, List.of("ops@example.com")), trust, deadline);
    }

    private MailSender sender(MailSettings settings, SSLSocketFactory trust, Duration deadline) {
        return new SmtpMailSender(settings, Notices.STYLE, trust, timer, deadline);
    }

    private static MailSettings settings(int port, Encryption encryption, Optional<Login> login, List<String> to) {
        return new MailSettings(HOST, port, encryption, login, "Tunnelwatch <watch@example.com>", to);
    }

    /** The one message, of which GreenMail has a copy for each receiver. */
    private MimeMessage only() {
        MimeMessage[] received = server.getReceivedMessages();
        assertThat(Arrays.stream(received).map(SmtpMailSenderTest::id).distinct())
                .hasSize(1);
        return received[0];
    }

    private static String content(BodyPart part, String type) throws Exception {
        assertThat(part.getContentType()).startsWith(type);
        return (String) part.getContent();
    }

    private static String references(MimeMessage message) throws Exception {
        return message.getHeader("References", null);
    }

    private static String id(MimeMessage message) {
        try {
            return message.getMessageID();
        } catch (MessagingException e) {
            throw new AssertionError(e);
        }
    }
}
