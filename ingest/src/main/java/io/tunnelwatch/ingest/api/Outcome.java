package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.mapper.Bounds;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.util.Optional;

/** What became of a call. The world's failures are values. */
public sealed interface Outcome<T> {

    record Answered<T>(T value, String requestId) implements Outcome<T> {}

    /**
     * @param status HTTP status, 0 where there was no answer
     * @param code the API's own code, empty where it answered with none
     * @param detail for a person; holds nothing that the request was signed with
     * @param retryAfter how long the API asks to be left alone
     */
    record Failed<T>(
            FailureClass failureClass,
            int status,
            String code,
            String detail,
            String requestId,
            Optional<Duration> retryAfter)
            implements Outcome<T> {
        /** A server may say as much as it likes. */
        public Failed {
            code = Bounds.word(code);
            detail = Bounds.sentence(detail);
            requestId = Bounds.word(requestId);
        }

        public static <T> Failed<T> without(FailureClass failureClass, String detail) {
            return new Failed<>(failureClass, 0, "", detail, "", Optional.empty());
        }

        /** The only answer there is that proves a connection deleted. */
        public boolean provesDeletion() {
            return status == 404 && code.equals("InvalidVpnConnectionInstanceId.NotFound");
        }
    }
}
