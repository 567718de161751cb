package io.tunnelwatch.notify.receiver;

import java.time.Instant;

/** The language of one kind of receiver that is spoken to over HTTP. */
public interface ReceiverFormat {
    /** The request that tells the receiver of the message. The same message gives the same body, but for what {@code now} signs. */
    ReceiverRequest call(Message message, Instant now);

    /** The meaning of the receiver's answer. */
    SendOutcome outcome(ReceiverAnswer answer);

    /** How many requests the receiver takes. */
    RateLimit rateLimit();
}
