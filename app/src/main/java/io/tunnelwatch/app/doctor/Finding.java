package io.tunnelwatch.app.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/**
 * The result of a check.
 *
 * @param cure what to do about it; empty if all is well
 */
public record Finding(Result result, String check, String text, String cure) {
    /** The severity of a finding; only FAIL keeps Tunnelwatch from running. */
    public enum Result {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String check, String text) {
        return new Finding(Result.OK, check, text, "");
    }

    static Finding warn(String check, String text, String cure) {
        return new Finding(Result.WARN, check, text, cure);
    }

    static Finding fail(String check, String text, String cure) {
        return new Finding(Result.FAIL, check, text, cure);
    }

    public JsonNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("result", result.name())
                .put("check", check)
                .put("text", text)
                .put("cure", cure);
    }

    /** The text with its cure, as one sentence. */
    public String sentence() {
        return cure.isEmpty() ? text : text + ": " + cure;
    }
}
