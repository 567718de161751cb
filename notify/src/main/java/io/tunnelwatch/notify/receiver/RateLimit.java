package io.tunnelwatch.notify.receiver;

import java.time.Duration;

/**
 * The limit of a receiver: of requests in a time, and of notices in a request.
 *
 * @param requests limit of requests in {@code per}; beyond it, notices wait and are sent together as a digest
 * @param noticesPerRequest limit of notices in one request
 */
public record RateLimit(int requests, Duration per, int noticesPerRequest) {
    public RateLimit {
        if (requests < 1 || noticesPerRequest < 1 || per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException("a rate limit must allow something: " + requests + " in " + per);
        }
    }
}
