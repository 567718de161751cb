package io.tunnelwatch.sink.packet;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.schemas.topics.TraceId;
import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Order;
import org.jspecify.annotations.Nullable;

/**
 * The record that an entry comes from. Offsets differ between clusters and after a repair; the id and the order do not.
 *
 * @param key of the record
 * @param id the CloudEvents id of the record; empty if it is not known
 * @param order of the observation that caused it; null for what people or destinations said
 * @param trace of the scan that caused it, as in its header and in the logs; empty if there is none
 */
record Source(String topic, String key, String id, @Nullable Order order, String trace) {
    static Source of(Alert it) {
        return new Source(Topics.ALERTS.name(), it.getFingerprint(), it.getStepId(), it.getOrder(), TraceId.of(it));
    }

    static Source of(Packet packet, Packet.Change it) {
        Alert alert = packet.alert();
        Order order = it.order();
        if (order == null) {
            return of(alert);
        }
        String trace = TraceId.of(alert.getAccount(), alert.getRegion(), order.getEpoch(), order.getScan());
        String key = alert.getAccount() + "/" + alert.getRegion() + "/" + it.connectionId();
        return new Source(Topics.TRANSITIONS.name(), key, it.transitionId(), order, trace);
    }

    static Source of(NoticeRecord it) {
        return new Source(Topics.NOTIFICATIONS.name(), it.fingerprint(), it.id(), null, "");
    }

    static Source of(Command it) {
        return new Source(Topics.COMMANDS.name(), it.getCommandId(), it.getCommandId(), null, "");
    }

    ObjectNode json() {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("topic", topic)
                .put("key", PacketJson.text(key))
                .put("id", PacketJson.text(id));
        if (order == null) {
            node.putNull("order");
        } else {
            node.putObject("order")
                    .put("epoch", order.getEpoch())
                    .put("scan", order.getScan())
                    .put("index", order.getIndex());
        }
        return node.put("trace", trace.isEmpty() ? null : trace);
    }
}
