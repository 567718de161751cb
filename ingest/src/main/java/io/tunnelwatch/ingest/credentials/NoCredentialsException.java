package io.tunnelwatch.ingest.credentials;

import io.tunnelwatch.v1.FailureClass;

/**
 * No key is available now. The message is for an operator and holds no secret; there is no cause, because a cause may hold one.
 */
public final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureClass failureClass;

    public NoCredentialsException(String message) {
        this(FailureClass.CREDENTIALS, message);
    }

    /** @param failureClass the reason: the service that issues keys can be unreachable, too */
    public NoCredentialsException(FailureClass failureClass, String message) {
        super(message);
        this.failureClass = failureClass;
    }

    public FailureClass failureClass() {
        return failureClass;
    }
}
