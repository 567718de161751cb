package io.tunnelwatch.notify.receiver;

import java.time.Duration;
import java.util.Optional;

/**
 * The answer to an HTTP request.
 *
 * @param retryAfter what the header Retry-After asks for
 * @param body its beginning; a receiver's answer is short, and a long one is cut
 */
public record ReceiverAnswer(int status, Optional<Duration> retryAfter, String body) {}
