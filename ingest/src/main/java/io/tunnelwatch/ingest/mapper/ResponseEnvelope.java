package io.tunnelwatch.ingest.mapper;

import io.tunnelwatch.ingest.document.MalformedResponseException;
import org.jspecify.annotations.Nullable;

/** The content of a body and its request id, while it is being read. */
final class ResponseEnvelope<T> {
    String requestId = "";

    @Nullable
    T value;

    WithRequestId<T> requireValue(String otherwise) throws MalformedResponseException {
        if (value == null) {
            throw new MalformedResponseException(otherwise);
        }
        return new WithRequestId<>(value, requestId);
    }
}
