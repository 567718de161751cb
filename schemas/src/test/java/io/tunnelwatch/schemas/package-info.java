/** Tests of the contract as a whole: every schema against every released version of it. */
@NullMarked
package io.tunnelwatch.schemas;

import org.jspecify.annotations.NullMarked;
