package io.tunnelwatch.notify.mail;

import io.tunnelwatch.notify.receiver.Email;
import io.tunnelwatch.notify.receiver.EmailFormat;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.NoticeStyle;
import io.tunnelwatch.notify.receiver.SendOutcome;
import jakarta.mail.Address;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.URLName;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends mail over SMTP, each message over a connection of its own. Somebody who has a message already does not get it again when
 * it is repeated for the others.
 */
public final class SmtpMailSender implements MailSender {
    /** A retry comes within the hour in which a message is tried; no hour has so many mails. */
    private static final int REMEMBERED = 2_000;

    private static final Logger LOG = LoggerFactory.getLogger(SmtpMailSender.class);

    private final MailSettings settings;
    private final EmailFormat format;
    private final SSLSocketFactory trust;
    private final ScheduledExecutorService timer;
    private final Duration deadline;
    private final List<InternetAddress> receivers;
    private final Map<String, Set<String>> served = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Set<String>> eldest) {
            return size() > REMEMBERED;
        }
    };

    /**
     * Speaks to one mail server.
     *
     * @param trust makes the encrypted sockets, and decides which certificates are trusted
     * @param timer ends calls whose deadline is over
     * @param deadline of a whole call, from the connection to the last answer
     */
    public SmtpMailSender(
            MailSettings settings,
            NoticeStyle style,
            SSLSocketFactory trust,
            ScheduledExecutorService timer,
            Duration deadline) {
        this.settings = settings;
        this.format = new EmailFormat(settings.domain(), style);
        this.trust = trust;
        this.timer = timer;
        this.deadline = deadline;
        this.receivers = settings.to().stream().map(MailSettings::address).toList();
    }

    @Override
    public synchronized SendOutcome send(Message message, Instant now) {
        Email email = format.email(message);
        Set<String> have = served.computeIfAbsent(email.id(), it -> new HashSet<>());
        List<InternetAddress> waiting =
                receivers.stream().filter(it -> !have.contains(it.getAddress())).toList();
        if (waiting.isEmpty()) {
            return SendOutcome.DELIVERED;
        }
        try (var connection = new MailConnection(timer, deadline)) {
            Optional<SmtpFailure> failure = transmit(email, waiting, now, connection);
            if (failure.isEmpty()) {
                waiting.forEach(it -> have.add(it.getAddress()));
                return SendOutcome.DELIVERED;
            }
            have.addAll(failure.get().served());
            return connection.isOver()
                    ? SendOutcome.retry("the mail server did not answer within " + deadline.toSeconds() + " s")
                    : failure.get().outcome(!have.isEmpty());
        }
    }

    /** Hands the mail over; returns what went wrong, if only for some of the receivers. */
    private Optional<SmtpFailure> transmit(
            Email email, List<InternetAddress> to, Instant now, MailConnection connection) {
        try {
            Session session = session();
            var transport =
                    new SMTPTransport(session, new URLName("smtp", settings.host(), settings.port(), null, null, null));
            try {
                transport.connect(connection.open(settings, trust, deadline));
                transport.sendMessage(mime(session, email, now), to.toArray(new Address[0]));
            } finally {
                close(transport);
            }
            return Optional.empty();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("No mail server answers.");
            return Optional.of(SmtpFailure.UNREACHABLE);
        } catch (MessagingException e) {
            var failure = SmtpFailure.of(e);
            failure.refused().forEach(it -> LOG.atWarn()
                    .addKeyValue("address", it)
                    .log("The mail server does not take mail for a receiver."));
            return Optional.of(failure);
        }
    }

    private Session session() {
        return Session.getInstance(properties(), new Authenticator() {
            @Override
            protected @Nullable PasswordAuthentication getPasswordAuthentication() {
                return settings.login()
                        .map(it -> new PasswordAuthentication(it.user(), it.password()))
                        .orElse(null);
            }
        });
    }

    /** Says goodbye. The server has taken or refused the message before, so that a failure here changes nothing. */
    private static void close(SMTPTransport transport) {
        try {
            transport.close();
        } catch (MessagingException e) {
            LOG.atDebug().setCause(e).log("The mail server closed the connection first.");
        }
    }

    private Properties properties() {
        String startTls = Boolean.toString(settings.encryption() == MailSettings.Encryption.STARTTLS);
        var properties = new Properties();
        properties.put("mail.smtp.host", settings.host());
        properties.put("mail.smtp.auth", Boolean.toString(settings.login().isPresent()));
        settings.login().ifPresent(it -> properties.put("mail.smtp.user", it.user()));
        properties.put("mail.smtp.starttls.enable", startTls);
        properties.put("mail.smtp.starttls.required", startTls);
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", trust);
        // One wrong address must not keep the message from the others.
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.quitwait", "false");
        properties.put("mail.smtp.localhost", settings.domain());
        properties.put("mail.smtp.from", MailSettings.address(settings.from()).getAddress());
        return properties;
    }

    private MimeMessage mime(Session session, Email email, Instant now) throws MessagingException {
        var mime = new IdentifiedMessage(session, email.id());
        mime.setFrom(MailSettings.address(settings.from()));
        mime.setRecipients(jakarta.mail.Message.RecipientType.TO, receivers.toArray(new Address[0]));
        mime.setSubject(email.subject(), "UTF-8");
        mime.setSentDate(Date.from(now));
        // Absence notes and other robots do not answer it.
        mime.setHeader("Auto-Submitted", "auto-generated");
        mime.setHeader("X-Auto-Response-Suppress", "All");
        if (email.urgent()) {
            mime.setHeader("Importance", "high");
        }
        if (email.thread().isPresent()) {
            mime.setHeader("In-Reply-To", email.thread().get());
            mime.setHeader("References", email.thread().get());
        }
        var plain = new MimeBodyPart();
        plain.setText(email.plain(), "UTF-8");
        var html = new MimeBodyPart();
        html.setText(email.html(), "UTF-8", "html");
        mime.setContent(new MimeMultipart("alternative", plain, html));
        mime.saveChanges();
        return mime;
    }

    /** A message that keeps the Message-ID that it is given. */
    private static final class IdentifiedMessage extends MimeMessage {
        private final String id;

        IdentifiedMessage(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
