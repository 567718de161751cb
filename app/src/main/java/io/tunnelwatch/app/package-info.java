/** The {@code tunnelwatch} command: each part alone, or all in one process on an embedded platform. The assembly, no logic. */
@NullMarked
package io.tunnelwatch.app;

import org.jspecify.annotations.NullMarked;
