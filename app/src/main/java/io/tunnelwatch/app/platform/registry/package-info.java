/** The schema registry inside the process. */
@NullMarked
package io.tunnelwatch.app.platform.registry;

import org.jspecify.annotations.NullMarked;
