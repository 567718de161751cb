@NullMarked
package io.tunnelwatch.sink.model;

import org.jspecify.annotations.NullMarked;
