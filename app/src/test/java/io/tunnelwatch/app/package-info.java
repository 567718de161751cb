@NullMarked
package io.tunnelwatch.app;

import org.jspecify.annotations.NullMarked;
