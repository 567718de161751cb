package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/** The code in the JSON of an answer. Where a vendor gives one, it decides, and HTTP's status does not: that is 200 for errors, too. */
final class VendorCode {
    private VendorCode() {}

    /** The meaning of an answer; an answer without a code is not the vendor's own, and may come from a proxy in between. */
    static SendOutcome decide(ReceiverAnswer answer, String field, IntFunction<SendOutcome> meaning) {
        JsonNode code = JsonBodies.read(answer.body()).path(field);
        if (code.isInt() || (code.isTextual() && code.textValue().matches("-?\\d{1,9}"))) {
            return meaning.apply(code.asInt());
        }
        SendOutcome byStatus = SendOutcome.ofStatus(answer);
        return byStatus instanceof SendOutcome.Delivered
                ? SendOutcome.retry("HTTP " + answer.status() + " without " + field)
                : byStatus;
    }

    static SendOutcome retry(Duration after, String why) {
        return new SendOutcome.Retry(Optional.of(after), why);
    }
}
