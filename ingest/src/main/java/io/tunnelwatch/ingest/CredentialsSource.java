package io.tunnelwatch.ingest;

/** Where the key comes from that signs calls. */
public interface CredentialsSource {}
