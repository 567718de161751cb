@NullMarked
package io.tunnelwatch.sink.packet;

import org.jspecify.annotations.NullMarked;
