package io.tunnelwatch.ingest.mapper;

/** A body is not what the API documents. Neither message nor cause holds anything of the body: it may be a secret. */
public final class MalformedResponseException extends Exception {
    private static final long serialVersionUID = 1L;

    public MalformedResponseException(String message) {
        super(message);
    }
}
