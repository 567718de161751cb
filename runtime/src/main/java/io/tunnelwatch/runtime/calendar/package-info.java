/**
 * The times in which a command or a route acts: once, or on some days of the week at a local time in a named zone. The gate, the
 * page and the availability figures all ask here, so that they cannot disagree. No clock is here.
 */
@NullMarked
package io.tunnelwatch.runtime.calendar;

import org.jspecify.annotations.NullMarked;
