/**
 * Output on a terminal and in a pipe: tables, colours, durations, JSON, progress.
 */
@NullMarked
package io.tunnelwatch.app.console;

import org.jspecify.annotations.NullMarked;
