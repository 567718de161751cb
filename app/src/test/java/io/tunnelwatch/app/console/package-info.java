/** Tests of the output on a terminal. */
@NullMarked
package io.tunnelwatch.app.console;

import org.jspecify.annotations.NullMarked;
