package io.tunnelwatch.ingest.mapper;

/** An answer that is not what the API answers. The message says where, never what stood there. */
public final class MalformedAnswerException extends Exception {
    private static final long serialVersionUID = 1L;

    MalformedAnswerException(String message) {
        super(message);
    }
}
