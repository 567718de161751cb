@NullMarked
package io.tunnelwatch.processor.codec;

import org.jspecify.annotations.NullMarked;
