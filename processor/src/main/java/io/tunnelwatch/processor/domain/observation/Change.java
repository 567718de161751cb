package io.tunnelwatch.processor.domain.observation;

/**
 * One configured field that changed.
 *
 * @param path dotted path; a tunnel's path begins with its id
 */
public record Change(String path, String before, String after) {}
