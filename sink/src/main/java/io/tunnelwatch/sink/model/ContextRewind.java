package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.Tag;
import java.util.List;
import java.util.TreeMap;

/** Takes configuration changes back from the context of a connection. */
final class ContextRewind {
    private static final String TAG = "tags.";

    private ContextRewind() {}

    /** The context before the changes, except for its life cycle, which is not configuration. */
    static ConnectionContext before(ConnectionContext after, List<ConfigurationChange> changes) {
        var before = ConnectionContext.newBuilder(after);
        var tags = new TreeMap<String, String>();
        after.getTags().forEach(it -> tags.put(it.getKey(), it.getValue()));
        for (ConfigurationChange it : changes) {
            if (it.getTunnelId() == null) {
                undo(it, before, tags);
            } else if (it.getField().equals("customerGatewayId")) {
                before.setCustomerGatewayIds(before.getCustomerGatewayIds().stream()
                        .map(id -> id.equals(it.getAfter()) ? it.getBefore() : id)
                        .toList());
            }
        }
        return before.setTags(tags.entrySet().stream()
                        .map(it -> new Tag(it.getKey(), it.getValue()))
                        .toList())
                .build();
    }

    private static void undo(ConfigurationChange it, ConnectionContext.Builder context, TreeMap<String, String> tags) {
        switch (it.getField()) {
            case "name" -> context.setName(it.getBefore());
            case "attachType" -> context.setAttachType(it.getBefore());
            case "vpnGatewayId" -> context.setVpnGatewayId(it.getBefore());
            case "customerGatewayId" -> context.setCustomerGatewayIds(list(it.getBefore()));
            case "transitRouterId" -> context.setTransitRouterId(it.getBefore());
            case "localSubnets" -> context.setLocalSubnets(list(it.getBefore()));
            case "remoteSubnets" -> context.setRemoteSubnets(list(it.getBefore()));
            default -> undoTag(it, tags);
        }
    }

    /** A tag with an empty value looks like no tag in a change; it is taken for none. */
    private static void undoTag(ConfigurationChange it, TreeMap<String, String> tags) {
        if (!it.getField().startsWith(TAG)) {
            return;
        }
        String key = it.getField().substring(TAG.length());
        if (it.getBefore().isEmpty()) {
            tags.remove(key);
        } else {
            tags.put(key, it.getBefore());
        }
    }

    private static List<String> list(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(","));
    }
}
