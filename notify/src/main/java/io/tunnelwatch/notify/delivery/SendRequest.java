package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.Message;

/**
 * One request to be made.
 *
 * @param ticket the agenda's own, by which it knows the request again
 */
record Batch(Message message, Object ticket) {}
