package io.tunnelwatch.ingest.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonToken;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What an answer that is not 200 means. By its code first: which status goes with which code is documented nowhere. */
final class Errors {
    private static final JsonFactory JSON = new JsonFactory();
    private static final int LONGEST_DETAIL = 200;

    /** However long it asks for, it is asked again within this. */
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private Errors() {}

    static <T> Outcome.Failed<T> classify(HttpResponse<byte[]> response) {
        var body = fields(response.body());
        String code = body.getOrDefault("code", "");
        return new Outcome.Failed<>(
                failureClass(code, response),
                response.statusCode(),
                code,
                detail(code, body),
                body.getOrDefault("requestid", ""),
                retryAfter(response));
    }

    /** The kind of a failure to get an answer at all; messages of the HTTP client may hold the signed request. */
    static String nameOf(Throwable failure) {
        Throwable it = failure;
        while (it.getCause() != null) {
            it = it.getCause();
        }
        return it.getClass().getSimpleName();
    }

    private static FailureClass failureClass(String code, HttpResponse<byte[]> response) {
        if (code.contains("Throttling")
                || response.headers().firstValue("x-acs-retry-after").isPresent()) {
            return FailureClass.THROTTLED;
        }
        if (code.startsWith("InvalidAccessKeyId")
                || code.equals("SignatureDoesNotMatch")
                || code.equals("IncompleteSignature")
                || code.startsWith("InvalidSecurityToken")
                || code.startsWith("InvalidTimeStamp")) {
            return FailureClass.CREDENTIALS;
        }
        if (code.startsWith("Forbidden") || code.startsWith("Forbbiden") || code.startsWith("NoPermission")) {
            return FailureClass.DENIED;
        }
        int status = response.statusCode();
        if (status == 429) {
            return FailureClass.THROTTLED;
        }
        if (status >= 500 || code.equals("ServiceUnavailable") || code.equals("InternalError")) {
            return FailureClass.SERVER;
        }
        return code.isEmpty() ? FailureClass.MALFORMED : FailureClass.UNKNOWN;
    }

    /** SignatureDoesNotMatch repeats the signed request, tokens included, in its message. */
    private static String detail(String code, Map<String, String> body) {
        if (code.equals("SignatureDoesNotMatch")) {
            return "the signature was not accepted: is the secret right, and the clock?";
        }
        String message = body.getOrDefault("message", "").replaceAll("\\p{Cntrl}", " ");
        return message.length() <= LONGEST_DETAIL ? message : message.substring(0, LONGEST_DETAIL);
    }

    private static Optional<Duration> retryAfter(HttpResponse<byte[]> response) {
        return response.headers()
                .firstValue("x-acs-retry-after")
                .filter(it -> it.matches("\\d{1,9}"))
                .map(it -> Duration.ofMillis(Long.parseLong(it)))
                .map(it -> it.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : it);
    }

    /** Top-level strings, by lower-cased name; nothing of a body that is not JSON. */
    private static Map<String, String> fields(byte[] body) {
        var fields = new HashMap<String, String>();
        try (var parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return fields;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName().toLowerCase(Locale.ROOT);
                if (parser.nextToken() == JsonToken.VALUE_STRING) {
                    fields.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
        } catch (IOException e) {
            fields.clear(); // cut off or not JSON: the status has to do
        }
        return fields;
    }
}
