/** The labels by which commands, routes and receivers know an alert, and the matchers that select alerts by them. */
@NullMarked
package io.tunnelwatch.runtime.labels;

import org.jspecify.annotations.NullMarked;
