/** Tests our wire format and our registry against code of other makers. */
@NullMarked
package io.tunnelwatch.app.interop;

import org.jspecify.annotations.NullMarked;
