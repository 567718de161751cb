package io.tunnelwatch.notify.mail;

import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.Outcome;
import java.time.Instant;

/** Sends messages by mail. */
public interface MailSender {
    /** Hands the message to the mail server; blocks until it has answered, or a deadline is over. */
    Outcome send(Message message, Instant now);
}
