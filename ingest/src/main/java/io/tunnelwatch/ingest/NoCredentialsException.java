package io.tunnelwatch.ingest;

import io.tunnelwatch.v1.FailureClass;

/** No key could be had just now. The message is for an operator and holds nothing secret; there is no cause, for causes may. */
public final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final FailureClass failureClass;

    public NoCredentialsException(String message) {
        this(FailureClass.CREDENTIALS, message);
    }

    /** @param failureClass why: whoever gives keys can be out of reach, too */
    NoCredentialsException(FailureClass failureClass, String message) {
        super(message);
        this.failureClass = failureClass;
    }

    public FailureClass failureClass() {
        return failureClass;
    }
}
