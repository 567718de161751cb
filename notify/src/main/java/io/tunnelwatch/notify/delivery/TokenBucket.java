package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.RateLimit;
import java.time.Duration;
import java.time.Instant;

/**
 * A token bucket that never lets more requests through than a rate limit allows, in whatever window of its length. Half of the
 * limit may be spent at once; the rest comes evenly, so that a pause is never long. The bucket begins nearly empty: another
 * process may have spent it just before.
 */
final class TokenBucket {
    private final int capacity;
    private final double perNano;
    private double tokens;
    private Instant at = Instant.MIN;

    TokenBucket(RateLimit limit) {
        this.capacity = (limit.requests() + 1) / 2;
        // Burst plus refill would be one more than the limit; that one falls into the next window.
        this.perNano = (limit.requests() - capacity + 1.0) / limit.per().toNanos();
        this.tokens = 1 + capacity / 4;
    }

    /** The requests that may be made now. */
    int available(Instant now) {
        if (at.equals(Instant.MIN)) {
            at = now;
        } else if (now.isAfter(at)) {
            tokens = Math.min(capacity, tokens + Duration.between(at, now).toNanos() * perNano);
            at = now;
        }
        return (int) tokens;
    }

    /** The part that is kept for critical notices. */
    int reserve() {
        return capacity / 4;
    }

    void take() {
        tokens -= 1;
    }
}
