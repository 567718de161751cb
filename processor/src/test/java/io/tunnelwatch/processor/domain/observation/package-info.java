@NullMarked
package io.tunnelwatch.processor.domain.observation;

import org.jspecify.annotations.NullMarked;
