/**
 * What must be made in a cluster before the programs run there: topics, users and rights, as text for the tool that makes them.
 * Nothing here talks to a cluster.
 */
@NullMarked
package io.tunnelwatch.app.plan;

import org.jspecify.annotations.NullMarked;
