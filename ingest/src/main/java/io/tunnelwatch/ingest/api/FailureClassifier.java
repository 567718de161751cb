package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Classifies failures: by the API's code first, then by the status, because the status of throttling is not documented. */
final class FailureClassifier {
    private FailureClassifier() {}

    static <T> Failed<T> answered(ApiResponse answer, CallContext asked) {
        ApiError error = ApiError.read(answer.body());
        Optional<Duration> askedFor = RetryAfter.requested(answer.headers());
        FailureClass failureClass = classify(error.code(), answer.status(), askedFor.isPresent());
        return new Failed<>(
                failureClass,
                answer.status(),
                error.code(),
                FailureAdvice.on(failureClass, answer, error, asked),
                error.requestId(),
                failureClass == FailureClass.THROTTLED
                        ? askedFor.or(() -> RetryAfter.quotaReset(answer.headers()))
                        : Optional.empty());
    }

    static <T> Failed<T> unanswered(IOException cause, CallContext asked) {
        if (cause instanceof UnreadableBodyException) {
            return Failed.without(FailureClass.MALFORMED, String.valueOf(cause.getMessage()));
        }
        return Failed.without(FailureClass.NETWORK, FailureAdvice.on(cause, asked));
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
            // The status of a proxy, not of the cloud.
            case 407 -> FailureClass.NETWORK;
            default -> {
                if (status >= 500) {
                    yield FailureClass.SERVER;
                }
                yield status < 400 ? FailureClass.MALFORMED : FailureClass.UNKNOWN;
            }
        };
    }

    static boolean startsWithAny(String code, String... starts) {
        for (String start : starts) {
            if (code.startsWith(start)) {
                return true;
            }
        }
        return false;
    }
}
