@NullMarked
package io.tunnelwatch.notify.rehearsal;

import org.jspecify.annotations.NullMarked;
