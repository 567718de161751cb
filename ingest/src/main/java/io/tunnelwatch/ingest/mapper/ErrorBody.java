package io.tunnelwatch.ingest.mapper;

/** The API's error, verbatim: the message may quote what was signed. Fields that the body lacks are empty. */
public record ErrorBody(String code, String message, String requestId) {}
