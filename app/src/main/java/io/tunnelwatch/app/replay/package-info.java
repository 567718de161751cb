/**
 * The recorded observations played once more: for {@code explain} and {@code replay}.
 */
@NullMarked
package io.tunnelwatch.app.replay;

import org.jspecify.annotations.NullMarked;
