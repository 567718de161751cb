package io.tunnelwatch.ingest.api;

import java.io.IOException;

/** There was an answer, but not one that this API gives. The message holds nothing of it. */
final class UnreadableBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableBodyException(String message) {
        super(message);
    }
}
