@NullMarked
package io.tunnelwatch.processor.topology;

import org.jspecify.annotations.NullMarked;
