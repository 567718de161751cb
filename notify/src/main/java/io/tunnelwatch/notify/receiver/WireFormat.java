package io.tunnelwatch.notify.receiver;

import java.time.Instant;

/** The language of one kind of receiver that is spoken to over HTTP. */
public interface WireFormat {
    /** The request that tells the receiver of the message. The same message gives the same body, but for what {@code now} signs. */
    HttpCall call(Message message, Instant now);

    /** The meaning of the receiver's answer. */
    Outcome outcome(HttpAnswer answer);

    /** How many requests the receiver takes. */
    Budget budget();
}
