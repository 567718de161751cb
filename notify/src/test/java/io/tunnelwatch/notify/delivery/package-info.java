@NullMarked
package io.tunnelwatch.notify.delivery;

import org.jspecify.annotations.NullMarked;
