package io.tunnelwatch.notify;

import io.tunnelwatch.notify.delivery.DeliveryEndpoint;
import io.tunnelwatch.notify.delivery.HttpReceiver;
import io.tunnelwatch.notify.delivery.Receiver;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.mail.MailSettings;
import io.tunnelwatch.notify.mail.MailSettings.Encryption;
import io.tunnelwatch.notify.mail.SmtpMailSender;
import io.tunnelwatch.notify.receiver.AlertmanagerFormat;
import io.tunnelwatch.notify.receiver.Destination;
import io.tunnelwatch.notify.receiver.DingTalkFormat;
import io.tunnelwatch.notify.receiver.DingTalkFormat.Mentions;
import io.tunnelwatch.notify.receiver.FeishuFormat;
import io.tunnelwatch.notify.receiver.NoticeStyle;
import io.tunnelwatch.notify.receiver.PagerDutyFormat;
import io.tunnelwatch.notify.receiver.ReceiverFormat;
import io.tunnelwatch.notify.receiver.ReceiverType;
import io.tunnelwatch.notify.receiver.SlackFormat;
import io.tunnelwatch.notify.receiver.TeamsFormat;
import io.tunnelwatch.notify.receiver.WeComFormat;
import io.tunnelwatch.notify.receiver.WebhookFormat;
import io.tunnelwatch.runtime.OperatorException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.IntStream;
import javax.net.ssl.SSLSocketFactory;
import org.apache.kafka.common.config.types.Password;

/** Makes the receivers that the settings name: one for each destination, and for each member of a cluster. */
public final class Receivers implements AutoCloseable {
    /** A mail server may think for a while about a sender whom it does not know yet. */
    private static final Duration MAIL_WITHIN = Duration.ofSeconds(30);

    private static final SSLSocketFactory TRUST = (SSLSocketFactory) SSLSocketFactory.getDefault();

    private final GuardedHttpClient client;
    private final NoticeStyle style;

    /** Ends calls to mail servers whose deadline is over. */
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "mail-deadlines");
        thread.setDaemon(true);
        return thread;
    });

    public Receivers(GuardedHttpClient client, NoticeStyle style) {
        this.client = client;
        this.style = style;
    }

    /** The recipients of a destination, each with a cursor of its own. */
    public List<DeliveryEndpoint> of(Destination destination) {
        List<URI> urls = destination.urls();
        if (urls.size() == 1) {
            return List.of(
                    new DeliveryEndpoint(destination.name(), destination.name(), receiver(destination, urls.get(0))));
        }
        return IntStream.range(0, urls.size())
                .mapToObj(i -> new DeliveryEndpoint(
                        destination.name() + "." + (i + 1), destination.name(), receiver(destination, urls.get(i))))
                .toList();
    }

    private Receiver receiver(Destination destination, URI url) {
        try {
            return destination.type() == ReceiverType.EMAIL
                    ? new MailReceiver(new SmtpMailSender(mail(destination, url), style, TRUST, timer, MAIL_WITHIN))
                    : new HttpReceiver(format(destination, url), client);
        } catch (IllegalArgumentException e) {
            throw new OperatorException("Settings notify." + destination.name() + ".*: " + e.getMessage() + ".", e);
        }
    }

    private ReceiverFormat format(Destination destination, URI url) {
        Optional<String> secret = destination.secret().map(Password::value);
        return switch (destination.type()) {
            case ALERTMANAGER -> new AlertmanagerFormat(url);
            case WEBHOOK -> new WebhookFormat(url, destination.body(), destination.secret());
            case DINGTALK -> new DingTalkFormat(url, secret, mentions(destination), style);
            case PAGERDUTY -> new PagerDutyFormat(url, secret.orElseThrow(() -> missing(destination, "secret")), style);
            case FEISHU -> new FeishuFormat(url, secret, style);
            case WECOM -> new WeComFormat(url, style);
            case SLACK -> new SlackFormat(url, style);
            case TEAMS -> new TeamsFormat(url, style);
            case EMAIL -> throw new IllegalStateException("mail is not sent over HTTP");
        };
    }

    private static Mentions mentions(Destination destination) {
        var mobiles = destination.addressees().mobiles();
        return mobiles.contains("all") ? new Mentions(List.of(), true) : new Mentions(mobiles, false);
    }

    /** The user stands in the address, the password never does. */
    private static MailSettings mail(Destination destination, URI url) {
        var addressees = destination.addressees();
        if (addressees.from().isEmpty()) {
            throw missing(destination, "from");
        }
        if (addressees.to().isEmpty()) {
            throw missing(destination, "to");
        }
        boolean isTls = url.getScheme().equals("smtps");
        Optional<MailSettings.Login> login = Optional.ofNullable(url.getUserInfo())
                .map(user -> new MailSettings.Login(
                        user,
                        destination.secret().map(Password::value).orElseThrow(() -> missing(destination, "secret"))));
        return new MailSettings(
                url.getHost(),
                url.getPort() > 0 ? url.getPort() : isTls ? 465 : 587,
                encryption(isTls, url.getHost()),
                login,
                addressees.from(),
                addressees.to());
    }

    /** A relay on this machine needs no encryption; nothing leaves the machine. */
    private static Encryption encryption(boolean isTls, String host) {
        if (isTls) {
            return Encryption.TLS;
        }
        return host.matches("localhost|127\\.[\\d.]+|\\[::1]") ? Encryption.NONE : Encryption.STARTTLS;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private static OperatorException missing(Destination destination, String setting) {
        return new OperatorException("Setting notify." + destination.name() + "." + setting + " is missing: "
                + destination.type().text() + " needs it.");
    }
}
