package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.credentials.AccessKey;
import java.time.Instant;

/** A key that signs until it expires. */
public record TemporaryKey(AccessKey key, Instant expiration) {}
