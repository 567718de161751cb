@NullMarked
package io.tunnelwatch.app.replay;

import org.jspecify.annotations.NullMarked;
