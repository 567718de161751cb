@NullMarked
package io.tunnelwatch.sink.history;

import org.jspecify.annotations.NullMarked;
