package io.tunnelwatch.notify.receiver;

import java.time.Duration;
import java.util.Optional;

/** The meaning of a receiver's answer. */
public sealed interface SendOutcome {
    /** The receiver has it. */
    record Delivered() implements SendOutcome {}

    /** The receiver may take it later; {@code after} is what it asked for. */
    record Retry(Optional<Duration> after, String why) implements SendOutcome {}

    /** The receiver will never take this message: it becomes a dead letter. Others may be fine. */
    record Refused(String why) implements SendOutcome {}

    /** The receiver does not exist any more, and should not be asked again until an operator has looked. */
    record Gone(String why) implements SendOutcome {}

    SendOutcome DELIVERED = new Delivered();

    static SendOutcome retry(String why) {
        return new Retry(Optional.empty(), why);
    }

    /** The usual meaning of HTTP's status codes, for receivers that follow them. */
    static SendOutcome ofStatus(ReceiverAnswer answer) {
        int status = answer.status();
        String why = "HTTP " + status;
        if (status >= 200 && status < 300) {
            return DELIVERED;
        }
        if (status == 410) {
            return new Gone(why);
        }
        return status == 408 || status == 425 || status == 429 || status >= 500
                ? new Retry(answer.retryAfter(), why)
                : new Refused(why);
    }
}
