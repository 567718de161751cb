@NullMarked
package io.tunnelwatch.notify.routing;

import org.jspecify.annotations.NullMarked;
