@NullMarked
package io.tunnelwatch.processor.runtime;

import org.jspecify.annotations.NullMarked;
