/**
 * Topics, users and rights that a cluster needs before the programs run there, as text for the tool that makes them.
 * Nothing here talks to a cluster.
 */
@NullMarked
package io.tunnelwatch.app.plan;

import org.jspecify.annotations.NullMarked;
