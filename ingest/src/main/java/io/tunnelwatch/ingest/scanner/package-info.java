/** Complete and consistent listings of a target, or a reason why there is none. It judges no status. */
@NullMarked
package io.tunnelwatch.ingest.scanner;

import org.jspecify.annotations.NullMarked;
