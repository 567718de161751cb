/**
 * Delivery of notices: one thread, one cursor in {@code vpn.notifications.v1} and one queue for each destination, so that a
 * dead one delays no other. The queues decide what is sent next, and are pure: time is a parameter, and no thread, broker or
 * receiver is known to them.
 */
@NullMarked
package io.tunnelwatch.notify.delivery;

import org.jspecify.annotations.NullMarked;
