/**
 * The {@code tunnelwatch} command: what may be typed, what is said back, and which parts are started for it. What the parts
 * do is theirs; how they are kept running and stopped is in {@code running}.
 */
@NullMarked
package io.tunnelwatch.app;

import org.jspecify.annotations.NullMarked;
