package io.tunnelwatch.ingest.mapper;

/** The content of a body, and the request id by which the cloud's support finds the call. */
public record WithRequestId<T>(T value, String requestId) {}
