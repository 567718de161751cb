package io.tunnelwatch.notify.delivery;

/**
 * One cursor's end: a destination, or one member of its cluster.
 *
 * @param name the destination's name; for a member with its number behind a dot, which no name contains
 * @param destination the name by which decisions call it
 */
public record Recipient(String name, String destination, Receiver receiver) {}
