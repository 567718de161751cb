/** Our wire format and our registry against code that others wrote. */
@NullMarked
package io.tunnelwatch.app.interop;

import org.jspecify.annotations.NullMarked;
