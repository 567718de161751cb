package io.tunnelwatch.notify.delivery;

/**
 * One destination, or one member of an Alertmanager cluster.
 *
 * @param name the destination's name; for a member, with a dot and its number after it
 * @param destination the destination's name, as in decisions
 */
public record DeliveryEndpoint(String name, String destination, Receiver receiver) {}
