@NullMarked
package io.tunnelwatch.sink.log;

import org.jspecify.annotations.NullMarked;
