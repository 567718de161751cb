package io.tunnelwatch.notify.mail;

import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.SendOutcome;
import java.time.Instant;

/** Sends messages by mail. */
public interface MailSender {
    /** Hands the message to the mail server; blocks until it has answered, or a deadline is over. */
    SendOutcome send(Message message, Instant now);
}
