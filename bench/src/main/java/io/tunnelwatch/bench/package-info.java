/** The stop-watch: programs that measure, and print what {@code docs/figures.md} quotes. Nothing here is a test. */
@NullMarked
package io.tunnelwatch.bench;

import org.jspecify.annotations.NullMarked;
