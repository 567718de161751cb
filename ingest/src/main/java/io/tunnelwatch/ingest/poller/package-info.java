/**
 * When which target is looked at, and what of a look is worth writing down. One target's trouble never delays another's.
 */
@NullMarked
package io.tunnelwatch.ingest.poller;

import org.jspecify.annotations.NullMarked;
