/** The notifier with a real broker and real receivers. */
@NullMarked
package io.tunnelwatch.app.notify;

import org.jspecify.annotations.NullMarked;
