@NullMarked
package io.tunnelwatch.schemas.program;

import org.jspecify.annotations.NullMarked;
