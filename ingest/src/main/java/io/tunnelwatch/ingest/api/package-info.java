/**
 * The cloud's VPN describe APIs, as a port named by its role and an adapter named by its maker: signing, deadlines, caps,
 * proxies, and the classification of failures. Nothing here knows Kafka, or keeps anything between calls except the servers
 * that the cloud named.
 */
@NullMarked
package io.tunnelwatch.ingest.api;

import org.jspecify.annotations.NullMarked;
