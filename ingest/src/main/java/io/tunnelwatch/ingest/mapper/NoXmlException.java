package io.tunnelwatch.ingest.mapper;

import java.io.IOException;

/** Holds nothing of the body. */
final class NoXmlException extends IOException {
    private static final long serialVersionUID = 1L;

    NoXmlException(int place) {
        super("the body is no XML of this API from character " + place);
    }
}
