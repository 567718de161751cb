package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.AccessKey;
import java.time.Instant;

/**
 * What was asked, as far as a failure has to tell of it.
 *
 * @param permission the RAM action that it needs
 * @param region in which it was asked; empty where there is none
 * @param at when the request was signed
 */
record Asked(String permission, String region, String host, AccessKey key, Instant at) {}
