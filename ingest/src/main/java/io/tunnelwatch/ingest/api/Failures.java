package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.AccessKey;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Sorts what went wrong: by the API's code first, by the status second, for nobody documents which status throttling has. */
final class Failures {
    private Failures() {}

    static <T> Failed<T> answered(HttpResponse<byte[]> response, AccessKey key) {
        ApiError error = ApiError.read(response.body());
        Optional<Duration> retryAfter = retryAfter(response);
        int status = response.statusCode();
        FailureClass failureClass = classify(error.code(), status, retryAfter.isPresent());
        return new Failed<>(
                failureClass,
                status,
                error.code(),
                detail(failureClass, status, error, key),
                error.requestId(),
                retryAfter);
    }

    static <T> Failed<T> unanswered(IOException cause) {
        if (cause instanceof CappedBody.TooLargeException) {
            return Failed.without(FailureClass.MALFORMED, "the body is larger than any answer of this API");
        }
        return Failed.without(FailureClass.NETWORK, words(cause));
    }

    private static FailureClass classify(String code, int status, boolean asksForPatience) {
        if (code.contains("Throttling") || status == 429 || asksForPatience) {
            return FailureClass.THROTTLED;
        }
        // "Forbbiden" is how the API spells one of them.
        if (startsWithAny(code, "Forbidden", "Forbbiden", "NoPermission")) {
            return FailureClass.DENIED;
        }
        if (startsWithAny(
                code,
                "InvalidAccessKeyId",
                "InvalidAccessKeySecret",
                "InvalidSecurityToken",
                "MissingSecurityToken",
                "MalformedSecurityToken",
                "SignatureDoesNotMatch",
                "IncompleteSignature",
                "InvalidTimeStamp",
                "IllegalTimestamp")) {
            return FailureClass.CREDENTIALS;
        }
        return byStatus(status);
    }

    private static FailureClass byStatus(int status) {
        return switch (status) {
            case 401 -> FailureClass.CREDENTIALS;
            case 403 -> FailureClass.DENIED;
            default -> {
                if (status >= 500) {
                    yield FailureClass.SERVER;
                }
                yield status < 400 ? FailureClass.MALFORMED : FailureClass.UNKNOWN;
            }
        };
    }

    private static String detail(FailureClass failureClass, int status, ApiError error, AccessKey key) {
        if (failureClass == FailureClass.CREDENTIALS) {
            // These messages echo what was signed: key id, token, the request. None of them is repeated.
            return credentialsAdvice(error.code());
        }
        if (status >= 300 && status < 400) {
            return "HTTP " + status + ": redirects are not followed";
        }
        boolean echoes = error.message().contains(key.id());
        return error.message().isEmpty() || echoes ? "HTTP " + status : error.message();
    }

    private static String credentialsAdvice(String code) {
        if (code.startsWith("InvalidTimeStamp") || code.startsWith("IllegalTimestamp")) {
            return "the cloud refuses the time of the call: set this machine's clock right";
        }
        if (code.contains("Signature")) {
            return "the cloud finds another signature: the AccessKey secret does not belong to the AccessKey id";
        }
        return "the cloud does not accept this AccessKey: see that it exists, is active and has not expired";
    }

    /** Milliseconds, unlike HTTP's own header of that name. */
    private static Optional<Duration> retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("x-acs-retry-after")
                .map(String::strip)
                .filter(it -> it.matches("[1-9]\\d{0,8}"))
                .map(it -> Duration.ofMillis(Long.parseLong(it)));
    }

    /** In our words: messages of the JDK may quote addresses and whole requests. */
    private static String words(IOException cause) {
        if (cause instanceof HttpCall.DeadlineException) {
            return String.valueOf(cause.getMessage());
        }
        if (cause instanceof HttpConnectTimeoutException) {
            return "no connection within the deadline";
        }
        if (cause instanceof SSLException) {
            return "TLS failed: the server's certificate or protocol was not accepted";
        }
        if (cause instanceof ConnectException) {
            boolean unknown = cause.getCause() instanceof ConnectException inner
                    && inner.getCause() instanceof UnresolvedAddressException;
            return unknown ? "the server's name is not known here" : "the server refused the connection";
        }
        return "the connection broke (" + cause.getClass().getSimpleName() + ")";
    }

    private static boolean startsWithAny(String code, String... starts) {
        for (String start : starts) {
            if (code.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}
