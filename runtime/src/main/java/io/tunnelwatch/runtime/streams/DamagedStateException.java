package io.tunnelwatch.runtime.streams;

/** A state store holds a value that is not an encoded state. The application rebuilds its state from its input. */
public final class DamagedStateException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    public DamagedStateException(String message) {
        super(message);
    }

    public DamagedStateException(String message, Throwable cause) {
        super(message, cause);
    }
}
