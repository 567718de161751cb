/**
 * The cloud's VPN describe APIs, as a port named by its role and an adapter named by its maker: signing, deadlines,
 * caps, proxies, and the sorting of what can go wrong. Nothing here knows of Kafka, or remembers anything between two
 * calls but which servers the cloud named.
 */
@NullMarked
package io.tunnelwatch.ingest.api;

import org.jspecify.annotations.NullMarked;
