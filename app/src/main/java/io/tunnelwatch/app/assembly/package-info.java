/**
 * Assembly of a program from its parts, in the order in which they start: all in one process for {@code up}, or one part of a
 * cluster.
 */
@NullMarked
package io.tunnelwatch.app.assembly;

import org.jspecify.annotations.NullMarked;
