package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.ingest.document.MalformedResponseException;
import org.jspecify.annotations.Nullable;

/** The content of a body and its request id, while it is being read. */
final class Envelope<T> {
    String requestId = "";

    @Nullable
    T value;

    Mapped<T> opened(String otherwise) throws MalformedResponseException {
        if (value == null) {
            throw new MalformedResponseException(otherwise);
        }
        return new Mapped<>(value, requestId);
    }
}
