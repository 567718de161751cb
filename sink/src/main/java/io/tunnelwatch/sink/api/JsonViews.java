package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.sink.model.Figures;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.sink.topics.Hole;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.ConnectionContext;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.FacetView;
import io.tunnelwatch.v1.Transition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** The API's JSON. Field names are public; times are RFC 3339 in UTC. */
public final class JsonViews {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> NOT_CONFIGURATION = Set.of("contentHash", "status", "lifecycle", "connectionId");

    private final ReadModel model;
    private final PageTroubles troubles;
    private final CommandViews commands;
    private final TargetJson targets;

    public JsonViews(ReadModel model, PageTroubles troubles) {
        this.model = model;
        this.troubles = troubles;
        this.commands = new CommandViews(model);
        this.targets = new TargetJson(model);
    }

    public CommandViews commands() {
        return commands;
    }

    TargetJson targets() {
        return targets;
    }

    /** Fields of every answer. */
    ObjectNode answer(QueryParameters parameters) {
        return answer(parameters, new QueryParameters.Window(Instant.EPOCH, Instant.MAX));
    }

    /** The same for an answer about a window: only gaps in records written within it are listed. */
    ObjectNode answer(QueryParameters parameters, QueryParameters.Window window) {
        var answer = JSON.createObjectNode();
        answer.put(
                "asOf",
                parameters
                        .at()
                        .or(() -> model.asOf(parameters.now()))
                        .map(Instant::toString)
                        .orElse(null));
        var incomplete = answer.putArray("incomplete");
        troubles.missing(window.from(), window.to()).forEach(it -> incomplete.add(hole(it)));
        return answer;
    }

    /** Ranges of records that answers about this window may lack. */
    List<Hole> missing(Instant from, Instant to) {
        return troubles.missing(from, to);
    }

    /** Returns whether no record is missing, of whatever time. */
    boolean isComplete() {
        return troubles.missing(Instant.EPOCH, Instant.MAX).isEmpty();
    }

    /** The same for an answer with alerts: compaction may have removed steps of earlier times. */
    ObjectNode answerWithAlerts(QueryParameters parameters) {
        var answer = answer(parameters);
        Instant known = model.past().alertsCompleteSince();
        if (parameters.at().filter(it -> it.isBefore(known)).isPresent()) {
            answer.withArray("incomplete")
                    .add(hole(new Hole(Topics.ALERTS.name(), Hole.Cause.COMPACTED, Instant.EPOCH, known)));
        }
        return answer;
    }

    private static ObjectNode hole(Hole it) {
        return JSON.createObjectNode()
                .put("cause", it.cause().name())
                .put("topic", it.topic())
                .put(
                        "from",
                        it.after().equals(Instant.EPOCH) ? null : it.after().toString())
                .put("to", it.before().equals(Instant.MAX) ? null : it.before().toString());
    }

    ArrayNode troubles(Instant now) {
        var list = JSON.createArrayNode();
        troubles.troubles(now).forEach(it -> list.addObject()
                .put("cause", it.cause().name())
                .put("target", it.target())
                .put("since", it.since() == null ? null : it.since().toString())
                .put("what", it.what())
                .put("text", it.inWords()));
        return list;
    }

    ObjectNode connection(ConnectionView view, Instant now) {
        return connection(DisplayedConnection.of(view, model, now));
    }

    byte[] encoded(DisplayedConnection shown) {
        return connection(shown).toString().getBytes(StandardCharsets.UTF_8);
    }

    ObjectNode connection(DisplayedConnection shown) {
        ConnectionView it = shown.view();
        var node = JSON.createObjectNode();
        node.put("id", it.getConnectionId());
        node.put("account", it.getAccount());
        node.put("region", it.getRegion());
        node.put("name", it.getContext().getName());
        node.put("state", shown.state().name());
        node.put("reason", shown.reason().name());
        node.put("since", known(shown.since()));
        node.put("stale", shown.stale());
        node.put("changedAt", known(it.getChangedAt()));
        context(it.getContext(), node);
        node.set("facets", facets(shown, null));
        ArrayNode tunnels = node.putArray("tunnels");
        shown.tunnels().forEach(id -> tunnels.addObject().put("id", id).set("facets", facets(shown, id)));
        return node;
    }

    /** A connection that had not been observed yet has no times. */
    private static @Nullable String known(Instant time) {
        return time.equals(Instant.EPOCH) ? null : time.toString();
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

    private static ObjectNode facets(DisplayedConnection shown, @Nullable String tunnelId) {
        var sorted = new TreeMap<FacetKind, FacetValue>(Comparator.naturalOrder());
        for (FacetView facet : shown.view().getFacets()) {
            if (Objects.equals(facet.getTunnelId(), tunnelId)) {
                sorted.put(facet.getFacet(), facet.getValue());
            }
        }
        var node = JSON.createObjectNode();
        // A facet that is switched off stays so, seen or not.
        sorted.forEach((kind, value) -> {
            boolean hidden = shown.stale() && value.getState() != FacetState.NOT_CONFIGURED;
            node.putObject(kind.name())
                    .put("state", (hidden ? shown.state() : value.getState()).name())
                    .put("reason", (hidden ? shown.reason() : value.getReason()).name())
                    .put("raw", value.getRaw())
                    .put("since", (hidden ? shown.since() : value.getSince()).toString());
        });
        return node;
    }

    /** The configuration as the cloud describes it, without the status fields. Keys appear as fingerprints only. */
    JsonNode configuration(ConnectionSnapshot it) {
        return plain(it);
    }

    private static JsonNode plain(@Nullable Object value) {
        if (value instanceof SpecificRecord it) {
            var node = JSON.createObjectNode();
            for (Schema.Field field : it.getSchema().getFields()) {
                Object inner = it.get(field.pos());
                if (!NOT_CONFIGURATION.contains(field.name()) && inner != null && !inner.equals("")) {
                    node.set(field.name(), plain(inner));
                }
            }
            return node;
        }
        if (value instanceof List<?> list) {
            var node = JSON.createArrayNode();
            list.forEach(it -> node.add(plain(it)));
            return node;
        }
        return value instanceof Boolean || value instanceof Number
                ? JSON.valueToTree(value)
                : TextNode.valueOf(String.valueOf(value));
    }

    ObjectNode change(Transition it) {
        var node = JSON.createObjectNode();
        node.put("at", it.getDetectedAt().toString());
        node.put("notBefore", it.getNotBefore().toString());
        node.put("kind", it.getKind().name());
        fields(node.putArray("changes"), it.getChanges());
        return node;
    }

    private static void fields(ArrayNode node, List<ConfigurationChange> changes) {
        changes.forEach(it -> node.addObject()
                .put("tunnelId", it.getTunnelId())
                .put("field", it.getField())
                .put("before", it.getBefore())
                .put("after", it.getAfter()));
    }

    ObjectNode transition(String entity, FacetKind facet, TimelineInterval from, TimelineInterval to) {
        var node = JSON.createObjectNode();
        node.put("at", to.from().toString());
        node.put("notBefore", to.notBefore().toString());
        node.put("entity", entity);
        node.put("facet", facet.name());
        node.put("from", from.label().state().name());
        node.put("to", to.label().state().name());
        node.put("reason", to.label().reason().name());
        node.put("raw", to.label().raw());
        return node;
    }

    /** Figures as JSON: shares of one, null if nothing is known; times in seconds. */
    ObjectNode figures(Figures it) {
        var node = JSON.createObjectNode();
        put(node, "availability", it.availability());
        put(node, "availabilityOutsidePlanned", it.availabilityOutsidePlanned());
        put(node, "reachability", it.reachability());
        node.put("coverage", it.coverage());
        node.put("upSeconds", it.upMillis() / 1000);
        node.put("degradedSeconds", it.degradedMillis() / 1000);
        node.put("downSeconds", it.downMillis() / 1000);
        node.put("unknownSeconds", it.unknownMillis() / 1000);
        node.put("plannedSeconds", it.planned().millis() / 1000);
        node.put("plannedDegradedSeconds", it.planned().degradedMillis() / 1000);
        node.put("plannedDownSeconds", it.planned().downMillis() / 1000);
        node.put("plannedAfterwardsSeconds", it.planned().afterwardsMillis() / 1000);
        node.put("transitions", it.transitions());
        node.put("outages", it.outages());
        node.put("flaps", it.flaps());
        put(node, "repairSeconds", it.repairSeconds());
        put(node, "betweenFailuresSeconds", it.betweenFailuresSeconds());
        put(node, "detectSeconds", it.detectSeconds());
        return node;
    }

    private static void put(ObjectNode node, String name, OptionalDouble value) {
        if (value.isPresent()) {
            node.put(name, value.getAsDouble());
        } else {
            node.putNull(name);
        }
    }

    /** The OpenAPI description of this API. */
    ObjectNode contract() {
        try (var stream = JsonViews.class.getResourceAsStream("/openapi.json")) {
            return (ObjectNode) JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException("The jar lacks its description of the API", e);
        }
    }

    /** The alerts at the time that a request is about. */
    Collection<Alert> alerts(QueryParameters parameters) {
        return parameters.at().<Collection<Alert>>map(model.past()::alerts).orElseGet(model::alerts);
    }

    /** An alert as it is at the time that a request is about. */
    ObjectNode alert(Alert it, QueryParameters parameters) {
        return parameters
                .at()
                .map(at -> alert(it, model.commands().coveringAt(it, at), commands.decisionAt(it.getFingerprint(), at)))
                .orElseGet(() -> alert(it, parameters.now()));
    }

    ObjectNode alert(Alert it, Instant now) {
        var covering = model.commands().covering(it, now).stream()
                .map(command -> command.command().getCommandId())
                .toList();
        return alert(it, covering, commands.decision(it.getFingerprint(), now));
    }

    private static ObjectNode alert(Alert it, List<String> covering, JsonNode notice) {
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
        node.put("advice", it.getAdvice());
        node.put("diagnosis", it.getDiagnosis());
        node.put("runbook", it.getRunbook());
        strings(node.putArray("members"), it.getMembers());
        fields(node.putArray("recentChanges"), it.getRecentChanges());
        var labels = node.putObject("labels");
        AlertLabels.of(it).forEach(labels::put);
        strings(node.putArray("commands"), covering);
        node.set("notice", notice);
        return node;
    }

    ObjectNode interval(String entity, FacetKind facet, TimelineInterval it) {
        var node = JSON.createObjectNode();
        node.put("entity", entity);
        node.put("facet", facet.name());
        node.put("state", it.label().state().name());
        node.put("reason", it.label().reason().name());
        node.put("raw", it.label().raw());
        node.put("from", it.from().toString());
        node.put("notBefore", it.notBefore().toString());
        node.put("to", it.to() == null ? null : it.to().toString());
        node.put(
                "closeReason",
                it.label().closeReason() == null
                        ? null
                        : it.label().closeReason().name());
        return node;
    }

    private static void strings(ArrayNode node, List<String> values) {
        values.forEach(node::add);
    }
}
