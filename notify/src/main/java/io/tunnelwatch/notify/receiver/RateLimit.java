package io.tunnelwatch.notify.receiver;

import java.time.Duration;

/**
 * How many requests a receiver takes, and how many notices fit into one.
 *
 * @param requests limit of requests in {@code per}; beyond it, notices wait and are sent together as a digest
 * @param digest limit of notices in one request
 */
public record SendLimit(int requests, Duration per, int digest) {
    public SendLimit {
        if (requests < 1 || digest < 1 || per.isZero() || per.isNegative()) {
            throw new IllegalArgumentException("a budget must allow something: " + requests + " in " + per);
        }
    }
}
