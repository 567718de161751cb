package io.tunnelwatch.notify;

import io.tunnelwatch.notify.delivery.Receiver;
import io.tunnelwatch.notify.mail.MailSender;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.SendLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import java.time.Duration;
import java.time.Instant;

/** People who are written mails. */
record MailReceiver(MailSender sender) implements Receiver {
    /** Most providers slow a sender down that writes more often; a reader does so sooner. */
    private static final SendLimit LIMIT = new SendLimit(20, Duration.ofMinutes(1), 100);

    @Override
    public SendOutcome tell(Message message, Instant now) {
        return sender.send(message, now);
    }

    @Override
    public SendLimit budget() {
        return LIMIT;
    }
}
