@NullMarked
package io.tunnelwatch.sink.api;

import org.jspecify.annotations.NullMarked;
