package io.tunnelwatch.ingest.mapper;

/** What the API says of a call that failed, word for word: the message may quote what was signed. Empty where it does not say. */
public record ErrorBody(String code, String message, String requestId) {}
