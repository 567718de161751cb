/**
 * The {@code tunnelwatch} command: its subcommands, their output, and the parts that they start. The parts themselves live
 * elsewhere; {@code running} keeps them running and stops them.
 */
@NullMarked
package io.tunnelwatch.app;

import org.jspecify.annotations.NullMarked;
