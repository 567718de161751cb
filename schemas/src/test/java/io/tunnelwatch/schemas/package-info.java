/** What holds for the contract as a whole: every schema beside every version of it that was released. */
@NullMarked
package io.tunnelwatch.schemas;

import org.jspecify.annotations.NullMarked;
