@NullMarked
package io.tunnelwatch.runtime.calendar;

import org.jspecify.annotations.NullMarked;
