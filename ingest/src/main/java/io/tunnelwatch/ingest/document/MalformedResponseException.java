package io.tunnelwatch.ingest.document;

/** A body is not as the API documents it. Neither message nor cause quotes the body, which may hold a secret. */
public final class MalformedResponseException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedResponseException(String message) {
        super(message);
    }
}
