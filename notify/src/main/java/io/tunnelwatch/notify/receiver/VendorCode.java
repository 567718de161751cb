package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.IntFunction;

/** The code in the JSON of an answer. Where a vendor gives one, it decides, and HTTP's status does not: that is 200 for errors, too. */
final class VendorCode {
    private VendorCode() {}

    /** The meaning of an answer; an answer without a code is not the vendor's own, and may come from a proxy in between. */
    static Outcome decide(HttpAnswer answer, String field, IntFunction<Outcome> meaning) {
        JsonNode code = JsonBodies.read(answer.body()).path(field);
        if (code.isInt() || (code.isTextual() && code.textValue().matches("-?\\d{1,9}"))) {
            return meaning.apply(code.asInt());
        }
        Outcome byStatus = Outcome.ofStatus(answer);
        return byStatus instanceof Outcome.Delivered
                ? Outcome.retry("HTTP " + answer.status() + " without " + field)
                : byStatus;
    }

    static Outcome retry(Duration after, String why) {
        return new Outcome.Retry(Optional.of(after), why);
    }
}
