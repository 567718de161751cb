@NullMarked
package io.tunnelwatch.schemas.topics;

import org.jspecify.annotations.NullMarked;
