@NullMarked
package io.tunnelwatch.notify;

import org.jspecify.annotations.NullMarked;
