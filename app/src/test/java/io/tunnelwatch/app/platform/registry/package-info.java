/** The registry by itself: what it writes and understands, and its API on a real broker. */
@NullMarked
package io.tunnelwatch.app.platform.registry;

import org.jspecify.annotations.NullMarked;
