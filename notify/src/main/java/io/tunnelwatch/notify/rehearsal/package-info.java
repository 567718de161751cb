/**
 * Runs the gate over steps of alerts in memory: to ask who would have been told. Nothing here sends, and nothing has a clock.
 */
@NullMarked
package io.tunnelwatch.notify.rehearsal;

import org.jspecify.annotations.NullMarked;
