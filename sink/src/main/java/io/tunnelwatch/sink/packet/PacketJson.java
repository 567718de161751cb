package io.tunnelwatch.sink.packet;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.sink.model.AlertIncident;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A packet as JSON for programs. Field names are public. */
final class PacketJson {
    /** Rises when a field changes its meaning. */
    private static final int FORMAT = 1;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DefaultIndenter INDENT = new DefaultIndenter("  ", "\n");

    private final Packet packet;

    PacketJson(Packet packet) {
        this.packet = packet;
    }

    /** The text, with a line break of its own at each field: the platform's must not change the bytes. */
    String text() {
        var printer = new DefaultPrettyPrinter().withObjectIndenter(INDENT).withArrayIndenter(INDENT);
        try {
            return PrintableText.json(JSON.writer(printer).writeValueAsString(node())) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree can always be written", e);
        }
    }

    private ObjectNode node() {
        var node = JSON.createObjectNode();
        node.put("format", FORMAT);
        facts(node);
        moments(node);
        var entries = new PacketEntriesJson(packet);
        node.set("timeline", entries.timeline());
        node.set("changes", entries.changes());
        node.set("related", entries.related());
        node.set("diagnosis", diagnosis());
        node.set("steps", entries.steps());
        node.set("notices", entries.notices());
        node.set("commands", entries.commands());
        node.set("runbook", runbook());
        node.set("leftOut", leftOut());
        node.set("incomplete", incomplete());
        return node;
    }

    private void facts(ObjectNode node) {
        Alert it = packet.alert();
        node.put("fingerprint", it.getFingerprint());
        node.put("rule", it.getRule().name());
        node.put("severity", it.getSeverity().name());
        node.put("status", it.getStatus().name());
        node.put("active", it.getActive());
        node.put("initial", it.getInitial());
        node.put("account", text(it.getAccount()));
        node.put("region", text(it.getRegion()));
        node.put("entity", text(it.getEntity()));
        node.put("connectionId", it.getConnectionId());
        node.put("tunnelId", it.getTunnelId());
        node.put("facet", it.getFacet() == null ? null : it.getFacet().name());
        ConnectionContext context =
                it.getContext() == null ? ConnectionContext.newBuilder().build() : it.getContext();
        node.put("name", text(context.getName()));
        node.put("gateway", text(context.getVpnGatewayId()));
        node.put("transitRouter", text(context.getTransitRouterId()));
        strings(node.putArray("customerGateways"), context.getCustomerGatewayIds());
        strings(node.putArray("localSubnets"), context.getLocalSubnets());
        strings(node.putArray("remoteSubnets"), context.getRemoteSubnets());
        var tags = node.putObject("tags");
        context.getTags().forEach(tag -> tags.put(text(tag.getKey()), text(tag.getValue())));
        strings(
                node.putArray("members"),
                packet.incident().members().stream().limit(Limits.MEMBERS).toList());
        node.put("summary", text(packet.incident().first().getSummary()));
        node.put("lastSummary", text(it.getSummary()));
        node.put("advice", text(packet.advice()));
    }

    private void moments(ObjectNode node) {
        AlertIncident it = packet.incident();
        node.put("notBefore", it.notBefore().toString());
        node.put("since", it.since().toString());
        node.put("firedAt", it.firedAt().toString());
        node.put("resolvedAt", it.isOver() ? it.until().toString() : null);
        node.put("knownUntil", packet.to().toString());
        node.put("heldSeconds", Duration.between(it.since(), it.firedAt()).toSeconds());
        node.put("activeSeconds", Duration.between(it.firedAt(), it.until()).toSeconds());
        node.put("stepsComplete", it.isWhole());
        node.putObject("window")
                .put("from", packet.from().toString())
                .put("to", packet.to().toString());
    }

    private JsonNode diagnosis() {
        return packet.diagnosis()
                .<JsonNode>map(it -> JSON.createObjectNode()
                        .put("code", text(it.code()))
                        .put("at", it.at().toString())
                        .put("meaning", it.meaning()))
                .orElse(NullNode.instance);
    }

    private ArrayNode runbook() {
        var list = JSON.createArrayNode();
        packet.runbook()
                .forEach(it -> list.addObject().put("section", it.name()).put("text", it.text()));
        return list;
    }

    private ArrayNode incomplete() {
        var list = JSON.createArrayNode();
        packet.missing().forEach(it -> list.addObject()
                .put("cause", it.cause().name())
                .put("topic", it.topic())
                .put("from", time(it.after()))
                .put("to", it.before().equals(Instant.MAX) ? null : time(it.before())));
        return list;
    }

    private ObjectNode leftOut() {
        int members = packet.incident().members().size();
        return JSON.createObjectNode()
                .put("timeline", packet.lanes().leftOut())
                .put("changes", packet.changes().leftOut())
                .put("related", packet.related().leftOut())
                .put("steps", packet.steps().leftOut())
                .put("notices", packet.notices().leftOut())
                .put("commands", packet.covers().leftOut())
                .put("members", Math.max(0, members - Limits.MEMBERS));
    }

    static void strings(ArrayNode node, List<String> values) {
        values.forEach(it -> node.add(text(it)));
    }

    /** A text of at most so many characters as a packet has room for. */
    static String text(String it) {
        return it.codePointCount(0, it.length()) <= Limits.CHARACTERS
                ? it
                : it.substring(0, it.offsetByCodePoints(0, Limits.CHARACTERS - 1)) + PrintableText.CUT;
    }

    static @Nullable String time(@Nullable Instant it) {
        return it == null || it.equals(Instant.EPOCH) ? null : it.toString();
    }
}
