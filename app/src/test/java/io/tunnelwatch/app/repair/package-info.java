@NullMarked
package io.tunnelwatch.app.repair;

import org.jspecify.annotations.NullMarked;
