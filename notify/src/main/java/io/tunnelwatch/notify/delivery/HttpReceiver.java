package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.http.CallResult;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.receiver.AlertmanagerFormat;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.RateLimit;
import io.tunnelwatch.notify.receiver.ReceiverFormat;
import io.tunnelwatch.notify.receiver.ReceiverRequest;
import io.tunnelwatch.notify.receiver.SendOutcome;
import java.time.Instant;

/** A receiver that is spoken to over HTTP. */
public record HttpReceiver(ReceiverFormat format, GuardedHttpClient client) implements Receiver {
    @Override
    public SendOutcome tell(Message message, Instant now) {
        ReceiverRequest call;
        try {
            call = format.call(message, now);
        } catch (RuntimeException e) { // one impossible notice must not keep the others from their receiver
            return new SendOutcome.Refused(
                    "no request can be made of it (" + e.getClass().getSimpleName() + ")");
        }
        CallResult result = client.send(call);
        return result instanceof CallResult.Answered it
                ? format.outcome(it.answer())
                : SendOutcome.retry(((CallResult.Failed) result).why());
    }

    @Override
    public RateLimit rateLimit() {
        return format.rateLimit();
    }

    @Override
    public boolean forgets() {
        return format instanceof AlertmanagerFormat;
    }
}
