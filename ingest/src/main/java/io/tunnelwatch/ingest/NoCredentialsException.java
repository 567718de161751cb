package io.tunnelwatch.ingest;

/** No key could be had just now. The message is for an operator and holds nothing secret; there is no cause, for causes may. */
public final class NoCredentialsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoCredentialsException(String message) {
        super(message);
    }
}
