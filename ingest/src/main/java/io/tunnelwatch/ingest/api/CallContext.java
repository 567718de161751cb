package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.credentials.AccessKey;
import java.time.Instant;

/**
 * The parts of a request that its failure message needs.
 *
 * @param permission the RAM action that the call needs
 * @param region the region of the call; empty if there is none
 * @param at when the request was signed
 */
record CallContext(String permission, String region, String host, AccessKey key, Instant at) {}
