package io.tunnelwatch.notify.receiver;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConfigurationChange;
import io.tunnelwatch.v1.Notification;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A notice as JSON, for receivers that are programs. The names are those of the read API where it has them. */
final class NoticeJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NoticeJson() {}

    static ObjectNode of(Notification it) {
        ObjectNode node = JSON.createObjectNode();
        node.put("notificationId", it.getNotificationId());
        node.put("fingerprint", it.getFingerprint());
        node.put("kind", it.getKind().name());
        node.put("reason", it.getReason());
        node.put("detail", it.getDetail());
        node.put("commandId", it.getCommandId());
        node.put("at", it.getAt().toString());
        if (it.getAlert() == null) {
            node.putNull("alert");
        } else {
            node.set("alert", alert(it.getAlert()));
        }
        return node;
    }

    private static ObjectNode alert(Alert it) {
        ObjectNode node = JSON.createObjectNode();
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
        node.put("resolvedAt", text(it.getResolvedAt()));
        node.put("initial", it.getInitial());
        node.put(
                "reason", it.getValue() == null ? "" : it.getValue().getReason().name());
        node.put("decision", it.getDecision());
        node.put("summary", it.getSummary());
        node.put("advice", it.getAdvice());
        node.put("diagnosis", it.getDiagnosis());
        node.put("runbook", it.getRunbook());
        it.getMembers().forEach(node.putArray("members")::add);
        changes(node, it.getRecentChanges());
        AlertLabels.of(it).forEach(node.putObject("labels")::put);
        return node;
    }

    private static void changes(ObjectNode alert, List<ConfigurationChange> changes) {
        changes.stream().map(ConfigurationChange::getField).forEach(alert.putArray("recentChanges")::add);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
