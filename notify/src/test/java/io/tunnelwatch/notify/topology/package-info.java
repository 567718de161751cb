@NullMarked
package io.tunnelwatch.notify.topology;

import org.jspecify.annotations.NullMarked;
