@NullMarked
package io.tunnelwatch.sink.serve;

import org.jspecify.annotations.NullMarked;
