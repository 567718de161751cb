/** Tests of what the running parts have in common. */
@NullMarked
package io.tunnelwatch.app.running;

import org.jspecify.annotations.NullMarked;
