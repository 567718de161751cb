/** Tests the registry by itself: the records that it writes and reads, and its API on a real broker. */
@NullMarked
package io.tunnelwatch.app.platform.registry;

import org.jspecify.annotations.NullMarked;
