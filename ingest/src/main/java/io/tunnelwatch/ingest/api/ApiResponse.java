package io.tunnelwatch.ingest.api;

import java.net.http.HttpHeaders;

/** A server's response. The body is inflated and holds pre-shared keys in clear, so its reader must wipe it. */
final class ApiResponse {
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    ApiResponse(int status, HttpHeaders headers, byte[] body) {
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

    /** The body itself, not a copy. */
    byte[] body() {
        return body;
    }
}
