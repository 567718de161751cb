package io.tunnelwatch.ingest.api;

import java.io.IOException;

/** An answer came, but not one of this API. The message quotes none of it. */
final class UnreadableBodyException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableBodyException(String message) {
        super(message);
    }
}
