@NullMarked
package io.tunnelwatch.notify.receiver;

import org.jspecify.annotations.NullMarked;
