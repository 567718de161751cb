@NullMarked
package io.tunnelwatch.app.platform;

import org.jspecify.annotations.NullMarked;
