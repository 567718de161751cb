package io.tunnelwatch.sink.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Interval;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The API's JSON. Field names are public; times are RFC 3339 in UTC. */
final class Words {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReadModel model;

    Words(ReadModel model) {
        this.model = model;
    }

    ObjectNode answer() {
        var answer = JSON.createObjectNode();
        answer.put("asOf", model.asOf().map(Instant::toString).orElse(null));
        return answer;
    }

    /**
     * A connection as it may be shown at a time.
     *
     * <p>What has not been seen for too long is not shown in the colour it had then.
     */
    ObjectNode connection(ConnectionView it, Instant now) {
        Optional<TargetFreshness> target = model.target(it.getAccount(), it.getRegion());
        boolean stale = target.isEmpty() || target.get().isStale(now);
        FacetValue headline = it.getHeadline();
        var node = JSON.createObjectNode();
        node.put("id", it.getConnectionId());
        node.put("account", it.getAccount());
        node.put("region", it.getRegion());
        node.put("name", it.getContext().getName());
        node.put("state", stale ? "UNKNOWN" : headline.getState().name());
        node.put("reason", stale ? "NOT_SEEN" : headline.getReason().name());
        node.put(
                "since",
                stale ? lastSeen(target, headline) : headline.getSince().toString());
        node.put("stale", stale);
        node.put("changedAt", it.getChangedAt().toString());
        context(it.getContext(), node);
        node.set("facets", facets(it, null));
        ArrayNode tunnels = node.putArray("tunnels");
        it.getFacets().stream()
                .flatMap(facet -> Optional.ofNullable(facet.getTunnelId()).stream())
                .distinct()
                .sorted()
                .forEach(id -> tunnels.addObject().put("id", id).set("facets", facets(it, id)));
        return node;
    }

    private static String lastSeen(Optional<TargetFreshness> target, FacetValue headline) {
        return target.flatMap(it -> Optional.ofNullable(it.lastComplete()))
                .orElse(headline.getSince())
                .toString();
    }

    private static void context(ConnectionContext it, ObjectNode node) {
        node.put("lifecycle", it.getLifecycle());
        node.put("attachType", it.getAttachType());
        node.put("gateway", it.getVpnGatewayId());
        node.put("transitRouter", it.getTransitRouterId());
        strings(node.putArray("customerGateways"), it.getCustomerGatewayIds());
        strings(node.putArray("localSubnets"), it.getLocalSubnets());
        strings(node.putArray("remoteSubnets"), it.getRemoteSubnets());
        var tags = node.putObject("tags");
        it.getTags().forEach(tag -> tags.put(tag.getKey(), tag.getValue()));
    }

    private static ObjectNode facets(ConnectionView view, @Nullable String tunnelId) {
        var sorted = new TreeMap<FacetKind, FacetValue>(Comparator.naturalOrder());
        for (FacetView facet : view.getFacets()) {
            if (java.util.Objects.equals(facet.getTunnelId(), tunnelId)) {
                sorted.put(facet.getFacet(), facet.getValue());
            }
        }
        var node = JSON.createObjectNode();
        sorted.forEach((kind, value) -> node.putObject(kind.name())
                .put("state", value.getState().name())
                .put("reason", value.getReason().name())
                .put("raw", value.getRaw())
                .put("since", value.getSince().toString()));
        return node;
    }

    ObjectNode alert(Alert it) {
        var node = JSON.createObjectNode();
        node.put("fingerprint", it.getFingerprint());
        node.put("rule", it.getRule().name());
        node.put("severity", it.getSeverity().name());
        node.put("status", it.getStatus().name());
        node.put("active", it.getActive());
        node.put("account", it.getAccount());
        node.put("region", it.getRegion());
        node.put("entity", it.getEntity());
        node.put("connectionId", it.getConnectionId());
        node.put("tunnelId", it.getTunnelId());
        node.put("name", it.getContext() == null ? "" : it.getContext().getName());
        node.put("since", it.getSince().toString());
        node.put("notBefore", it.getNotBefore().toString());
        node.put("firedAt", it.getFiredAt().toString());
        node.put("updatedAt", it.getUpdatedAt().toString());
        node.put(
                "resolvedAt",
                it.getResolvedAt() == null ? null : it.getResolvedAt().toString());
        node.put("initial", it.getInitial());
        node.put("inhibitedBy", it.getInhibitedBy());
        node.put(
                "reason", it.getValue() == null ? "" : it.getValue().getReason().name());
        node.put("decision", it.getDecision());
        node.put("summary", it.getSummary());
        return node;
    }

    ObjectNode interval(Interval it) {
        var node = JSON.createObjectNode();
        node.put("entity", it.getEntity());
        node.put("facet", it.getFacet().name());
        node.put("state", it.getState().name());
        node.put("reason", it.getReason().name());
        node.put("raw", it.getRaw());
        node.put("from", it.getValidFrom().toString());
        node.put("to", it.getValidTo() == null ? null : it.getValidTo().toString());
        node.put(
                "closeReason",
                it.getCloseReason() == null ? null : it.getCloseReason().name());
        return node;
    }

    ObjectNode target(TargetFreshness it, Instant now) {
        var node = JSON.createObjectNode();
        node.put("target", it.target());
        node.put(
                "lastComplete",
                it.lastComplete() == null ? null : it.lastComplete().toString());
        node.put("pollSeconds", it.pollInterval().toMillis() / 1000.0);
        node.put("stale", it.isStale(now));
        node.put("trouble", it.trouble());
        return node;
    }

    private static void strings(ArrayNode node, List<String> values) {
        values.forEach(node::add);
    }
}
