package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.tunnelwatch.app.replay.Recording;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetView;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** The connections in the topic of connections, in the API's words. */
record ConnectionsOfTopic(List<ConnectionView> views) implements ConnectionNames.KnownConnections {
    ConnectionsOfTopic {
        views = List.copyOf(views);
    }

    static ConnectionsOfTopic read(KafkaAccess kafka, PrintWriter progress) {
        return new ConnectionsOfTopic(
                List.copyOf(Recording.ofConnections(kafka, progress).newest().values()));
    }

    @Override
    public List<JsonNode> candidates(String name) {
        return views.stream()
                .filter(it -> it.getDeletedAt() == null)
                .map(ConnectionsOfTopic::json)
                .toList();
    }

    @Override
    public Optional<JsonNode> deleted(String name) {
        return views.stream()
                .filter(it -> name.equalsIgnoreCase(it.getConnectionId())
                        || name.equalsIgnoreCase(target(it) + "/" + it.getConnectionId()))
                .findFirst()
                .map(ConnectionsOfTopic::json);
    }

    /** Returns whether this is exactly the id of a gateway of a connection, or the target of one. */
    boolean isGatewayOrTarget(String id) {
        return views.stream()
                .flatMap(it -> Stream.concat(
                        Stream.of(target(it), it.getContext().getVpnGatewayId()),
                        it.getContext().getCustomerGatewayIds().stream()))
                .anyMatch(it -> !it.isEmpty() && it.equals(id));
    }

    private static String target(ConnectionView it) {
        return it.getAccount() + "/" + it.getRegion();
    }

    private static JsonNode json(ConnectionView it) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("id", it.getConnectionId())
                .put("account", it.getAccount())
                .put("region", it.getRegion())
                .put("name", it.getContext().getName());
        var tunnels = node.putArray("tunnels");
        it.getFacets().stream()
                .map(FacetView::getTunnelId)
                .filter(Objects::nonNull)
                .distinct()
                .forEach(tunnel -> tunnels.addObject().put("id", tunnel));
        return node;
    }
}
