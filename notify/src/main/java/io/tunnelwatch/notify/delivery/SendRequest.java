package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.notify.receiver.Message;

/**
 * One request to be made.
 *
 * @param ticket the queue's own, by which it knows the request again
 */
record SendRequest(Message message, Object ticket) {}
