/** Times that return: on some days of the week, at a local time, in a named zone. No clock is here. */
@NullMarked
package io.tunnelwatch.notify.calendar;

import org.jspecify.annotations.NullMarked;
