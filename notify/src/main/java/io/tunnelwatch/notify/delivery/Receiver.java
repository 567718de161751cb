package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.SendOutcome;
import java.time.Instant;

/** One receiver as it is reached, by whatever protocol. */
public interface Receiver {
    /** Tells the receiver and waits for its answer, at most for some seconds. A failure is an outcome, not an exception. */
    SendOutcome tell(Message message, Instant now);

    RateLimit rateLimit();

    /** Returns whether it is told of states again and again, since it forgets them; others are told of events once. */
    default boolean forgets() {
        return false;
    }
}
