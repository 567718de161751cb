package io.tunnelwatch.processor.domain.observation;

import java.util.List;

/** The details of a connection that a person needs to understand an event. */
public record Context(
        String name,
        String attachType,
        String vpnGatewayId,
        List<String> customerGatewayIds,
        String transitRouterId,
        String lifecycle,
        List<String> localSubnets,
        List<String> remoteSubnets,
        List<Tag> tags) {
    /** A tag that the operator gave the connection. */
    public record Tag(String key, String value) {}

    public Context {
        customerGatewayIds = List.copyOf(customerGatewayIds);
        localSubnets = List.copyOf(localSubnets);
        remoteSubnets = List.copyOf(remoteSubnets);
        tags = List.copyOf(tags);
    }

    /** The same context with another lifecycle. */
    public Context at(String otherLifecycle) {
        return lifecycle.equals(otherLifecycle)
                ? this
                : new Context(
                        name,
                        attachType,
                        vpnGatewayId,
                        customerGatewayIds,
                        transitRouterId,
                        otherLifecycle,
                        localSubnets,
                        remoteSubnets,
                        tags);
    }
}
