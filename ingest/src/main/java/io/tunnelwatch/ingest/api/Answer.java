package io.tunnelwatch.ingest.api;

import java.net.http.HttpHeaders;

/** What a server answered. The body is inflated; pre-shared keys stand in it in clear, so whoever has read it wipes it. */
final class Answer {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Answer(int status, HttpHeaders headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    int status() {
        return status;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** Not a copy. */
    byte[] body() {
        return body;
    }
}
