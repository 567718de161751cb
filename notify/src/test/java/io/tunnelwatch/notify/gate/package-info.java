@NullMarked
package io.tunnelwatch.notify.gate;

import org.jspecify.annotations.NullMarked;
