/**
 * Which parts make up the program that was asked for, and in which order they start: all in one process for {@code up}, or one
 * part of a cluster.
 */
@NullMarked
package io.tunnelwatch.app.assembly;

import org.jspecify.annotations.NullMarked;
