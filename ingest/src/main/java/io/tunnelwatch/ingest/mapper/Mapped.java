package io.tunnelwatch.ingest.mapper;

/** What a body said, and the id under which the cloud's support finds the call again. */
public record Mapped<T>(T value, String requestId) {}
