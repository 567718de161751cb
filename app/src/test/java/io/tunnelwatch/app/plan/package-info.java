/** What has to be made in a cluster, in the words of the tools that make it. */
@org.jspecify.annotations.NullMarked
package io.tunnelwatch.app.plan;
