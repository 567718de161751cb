/**
 * A process of several parts, which are started side by side, watched, asked for their health, and stopped in an order that
 * loses nothing. Nothing here knows the command line.
 */
@NullMarked
package io.tunnelwatch.app.running;

import org.jspecify.annotations.NullMarked;
