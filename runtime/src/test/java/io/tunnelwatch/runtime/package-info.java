@NullMarked
package io.tunnelwatch.runtime;

import org.jspecify.annotations.NullMarked;
