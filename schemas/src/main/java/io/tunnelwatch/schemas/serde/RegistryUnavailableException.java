package io.tunnelwatch.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The registry cannot be reached now. This says nothing about the record, which must therefore neither be skipped nor be
 * declared bad.
 */
public final class RegistryUnavailableException extends RetriableException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    public RegistryUnavailableException(String message) {
        super(message);
    }
}
