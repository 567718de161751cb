/**
 * The rights that a program needs in a cluster with ACLs: what they are, and which of them are missing. Nothing here grants
 * a right.
 */
@NullMarked
package io.tunnelwatch.runtime.rights;

import org.jspecify.annotations.NullMarked;
