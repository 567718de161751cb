package io.tunnelwatch.runtime.streams;

/** A record that can be decoded but makes no sense. It is set aside, and the pipeline goes on. */
public final class BadRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadRecordException(String message) {
        super(message);
    }

    public BadRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
