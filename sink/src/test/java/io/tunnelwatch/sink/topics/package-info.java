@NullMarked
package io.tunnelwatch.sink.topics;

import org.jspecify.annotations.NullMarked;
