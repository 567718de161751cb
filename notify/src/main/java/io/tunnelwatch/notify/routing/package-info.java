/**
 * Which alert goes to which destination, and when: routes with matchers, time windows and reminders. Pure, but for the reader of
 * the file that the operator wrote. Nothing here knows commands or what was sent before.
 */
@NullMarked
package io.tunnelwatch.notify.routing;

import org.jspecify.annotations.NullMarked;
