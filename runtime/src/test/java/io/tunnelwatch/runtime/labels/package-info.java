@NullMarked
package io.tunnelwatch.runtime.labels;

import org.jspecify.annotations.NullMarked;
