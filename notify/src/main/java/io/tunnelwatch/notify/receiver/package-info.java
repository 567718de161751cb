/**
 * The languages of the receivers: what is sent to each kind of them, and what their answers mean. Pure: nothing here opens a
 * connection, reads a file or looks at a clock.
 */
@NullMarked
package io.tunnelwatch.notify.receiver;

import org.jspecify.annotations.NullMarked;
