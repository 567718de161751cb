package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.mapper.RecordBounds;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.util.Optional;

/** The result of a call. Failures of the outside world are values. */
public sealed interface Outcome<T> {
    /** The error code of the API for a connection that does not exist. */
    String NO_SUCH_CONNECTION = "InvalidVpnConnectionInstanceId.NotFound";

    record Answered<T>(T value, String requestId) implements Outcome<T> {}

    /**
     * @param status HTTP status; 0 if there was no answer
     * @param code the API's error code; empty if there is none
     * @param detail message for a person, without anything that the request was signed with
     * @param retryAfter the pause that the API asks for
     */
    record Failed<T>(
            FailureClass failureClass,
            int status,
            String code,
            String detail,
            String requestId,
            Optional<Duration> retryAfter)
            implements Outcome<T> {
        /** Bounds the texts, because a server may send any length. */
        public Failed {
            code = RecordBounds.word(code);
            detail = RecordBounds.sentence(detail);
            requestId = RecordBounds.word(requestId);
        }

        public static <T> Failed<T> without(FailureClass failureClass, String detail) {
            return new Failed<>(failureClass, 0, "", detail, "", Optional.empty());
        }

        /** Returns whether this answer proves that a connection is deleted; no other answer does. */
        public boolean provesDeletion() {
            return status == 404 && code.equals(NO_SUCH_CONNECTION);
        }
    }
}
