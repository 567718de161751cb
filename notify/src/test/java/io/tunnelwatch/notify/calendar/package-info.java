@NullMarked
package io.tunnelwatch.notify.calendar;

import org.jspecify.annotations.NullMarked;
