package io.tunnelwatch.ingest.document;

import java.io.IOException;

/** The body is not XML of this API. The message quotes none of it. */
public final class UnreadableXmlException extends IOException {
    private static final long serialVersionUID = 1L;

    UnreadableXmlException(int place) {
        super("the body is not XML of this API from character " + place);
    }
}
