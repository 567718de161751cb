package io.tunnelwatch.notify;

import io.tunnelwatch.notify.delivery.Receiver;
import io.tunnelwatch.notify.mail.MailSender;
import io.tunnelwatch.notify.receiver.EmailFormat;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import java.time.Instant;

/** People who are written mails. */
record MailReceiver(MailSender sender) implements Receiver {
    @Override
    public SendOutcome tell(Message message, Instant now) {
        return sender.send(message, now);
    }

    @Override
    public RateLimit rateLimit() {
        return EmailFormat.LIMIT;
    }
}
