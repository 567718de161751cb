package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.http.CallResult;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.notify.receiver.AlertmanagerFormat;
import io.tunnelwatch.notify.receiver.Budget;
import io.tunnelwatch.notify.receiver.HttpCall;
import io.tunnelwatch.notify.receiver.Message;
import io.tunnelwatch.notify.receiver.Outcome;
import io.tunnelwatch.notify.receiver.WireFormat;
import java.time.Instant;

/** A receiver that is spoken to over HTTP. */
public record HttpReceiver(WireFormat format, GuardedHttpClient client) implements Receiver {
    @Override
    public Outcome tell(Message message, Instant now) {
        HttpCall call;
        try {
            call = format.call(message, now);
        } catch (RuntimeException e) { // one impossible notice must not keep the others from their receiver
            return new Outcome.Refused(
                    "no request can be made of it (" + e.getClass().getSimpleName() + ")");
        }
        CallResult result = client.send(call);
        return result instanceof CallResult.Answered it
                ? format.outcome(it.answer())
                : Outcome.retry(((CallResult.Failed) result).why());
    }

    @Override
    public Budget budget() {
        return format.budget();
    }

    @Override
    public boolean forgets() {
        return format instanceof AlertmanagerFormat;
    }
}
