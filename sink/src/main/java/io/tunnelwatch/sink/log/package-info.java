/**
 * How the sink reads the log: {@link io.tunnelwatch.sink.log.LogReader} hands out bytes whatever the broker or the disk does,
 * {@link io.tunnelwatch.sink.log.Decoder} makes values of them, {@link io.tunnelwatch.sink.log.PassedOver} remembers what could
 * not be read. Nothing here knows what the values are for.
 */
@NullMarked
package io.tunnelwatch.sink.log;

import org.jspecify.annotations.NullMarked;
