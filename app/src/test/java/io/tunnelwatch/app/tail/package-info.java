@NullMarked
package io.tunnelwatch.app.tail;

import org.jspecify.annotations.NullMarked;
