/**
 * The packet of an incident: all that the records tell about it, in one file that opens without a network. {@link
 * io.tunnelwatch.sink.packet.Packets} collects it from the read model, and writes it as a page or as JSON. Nothing here knows the
 * time: the same records give the same bytes, on any machine and at any time.
 */
@NullMarked
package io.tunnelwatch.sink.packet;

import org.jspecify.annotations.NullMarked;
