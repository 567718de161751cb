package io.tunnelwatch.sink.packet;

import static io.tunnelwatch.sink.packet.PacketJson.strings;
import static io.tunnelwatch.sink.packet.PacketJson.text;
import static io.tunnelwatch.sink.packet.PacketJson.time;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.labels.MatcherText;
import io.tunnelwatch.sink.model.CommandCover;
import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.sink.model.TimelineInterval;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.FacetValue;
import org.jspecify.annotations.Nullable;

/** The lists of a packet as JSON, each entry with the record that it comes from. */
final class PacketEntriesJson {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final Packet packet;

    PacketEntriesJson(Packet packet) {
        this.packet = packet;
    }

    ArrayNode timeline() {
        var list = NODES.arrayNode();
        for (Packet.Lane lane : packet.lanes().items()) {
            var node = list.addObject()
                    .put("entity", text(lane.entity()))
                    .put("name", text(lane.name()))
                    .put("facet", lane.facet().name());
            var intervals = node.putArray("intervals");
            lane.intervals().items().forEach(it -> intervals.add(interval(it)));
            node.put("leftOut", lane.intervals().leftOut());
        }
        return list;
    }

    private static ObjectNode interval(TimelineInterval it) {
        return NODES.objectNode()
                .put("state", it.label().state().name())
                .put("reason", it.label().reason().name())
                .put("raw", text(it.label().raw()))
                .put("from", it.from().toString())
                .put("notBefore", it.notBefore().toString())
                .put("to", time(it.to()));
    }

    ArrayNode changes() {
        var list = NODES.arrayNode();
        for (Packet.Change it : packet.changes().items()) {
            var node = list.addObject()
                    .put("at", time(it.at()))
                    .put("notBefore", time(it.notBefore()))
                    .put("kind", it.kind().name())
                    .put("connectionId", text(it.connectionId()));
            var fields = node.putArray("fields");
            it.fields().items().forEach(field -> fields.addObject()
                    .put("tunnelId", field.getTunnelId())
                    .put("field", text(field.getField()))
                    .put("before", text(field.getBefore()))
                    .put("after", text(field.getAfter())));
            node.put("leftOut", it.fields().leftOut());
            node.set("source", Source.of(packet, it).json());
        }
        return list;
    }

    ArrayNode related() {
        var list = NODES.arrayNode();
        for (Packet.Related it : packet.related().items()) {
            var node = list.addObject()
                    .put("id", text(it.id()))
                    .put("name", text(it.name()))
                    .put("member", it.isMember());
            strings(node.putArray("shared"), it.shared());
            node.set("whenFired", value(it.whenFired()));
            node.set("atEnd", value(it.atEnd()));
        }
        return list;
    }

    private static JsonNode value(@Nullable FacetValue it) {
        return it == null
                ? NullNode.instance
                : NODES.objectNode()
                        .put("state", it.getState().name())
                        .put("reason", it.getReason().name())
                        .put("raw", text(it.getRaw()))
                        .put("since", time(it.getSince()));
    }

    ArrayNode steps() {
        var list = NODES.arrayNode();
        for (Alert it : packet.steps().items()) {
            var node = list.addObject()
                    .put("at", it.getUpdatedAt().toString())
                    .put("status", it.getStatus().name())
                    .put("active", it.getActive())
                    .put("severity", it.getSeverity().name())
                    .put("decision", text(it.getDecision()));
            node.set("value", value(it.getValue()));
            node.put("summary", text(it.getSummary()))
                    .put("advice", text(it.getAdvice()))
                    .put("diagnosis", text(it.getDiagnosis()))
                    .put("inhibitedBy", it.getInhibitedBy())
                    .put("members", it.getMembers().size())
                    .set("source", Source.of(it).json());
        }
        return list;
    }

    ArrayNode notices() {
        var list = NODES.arrayNode();
        for (NoticeRecord it : packet.notices().items()) {
            var node = list.addObject()
                    .put("at", it.at().toString())
                    .put("kind", it.kind().name())
                    .put("outcome", it.outcome().name())
                    .put("reason", text(it.reason()))
                    .put("detail", text(it.detail()))
                    .put("commandId", it.commandId());
            strings(node.putArray("destinations"), it.destinations());
            node.put("attempts", it.attempts()).set("source", Source.of(it).json());
        }
        return list;
    }

    ArrayNode commands() {
        var list = NODES.arrayNode();
        for (CommandCover cover : packet.covers().items()) {
            Command it = cover.command();
            Command end = cover.endedBy();
            var node = list.addObject()
                    .put("id", text(it.getCommandId()))
                    .put("type", it.getType().name())
                    .put("by", text(it.getBy()))
                    .put("at", it.getAt().toString())
                    .put("reason", text(it.getReason()));
            var matchers = node.putArray("matcher");
            it.getMatchers().forEach(matcher -> matchers.add(text(MatcherText.of(matcher))));
            node.put("from", time(it.getFrom()))
                    .put("until", time(it.getUntil()))
                    .put("recurring", it.getRecurrence() != null)
                    .put("afterwards", isAfterwards(it));
            var spans = node.putArray("covered");
            cover.spans().stream().limit(Limits.SPANS_OF_A_COMMAND).forEach(span -> spans.addObject()
                    .put("from", span.from().toString())
                    .put("to", span.to().toString()));
            node.put("leftOut", Math.max(0, cover.spans().size() - Limits.SPANS_OF_A_COMMAND))
                    .put("endedBy", end == null ? null : text(end.getBy()))
                    .put("endedAt", end == null ? null : end.getAt().toString())
                    .put("brokenAt", time(cover.brokenAt()))
                    .set("source", Source.of(it).json());
        }
        return list;
    }

    /** Returns whether a command was given after the time that it covers. */
    static boolean isAfterwards(Command it) {
        return it.getFrom() != null && it.getFrom().isBefore(it.getAt());
    }
}
