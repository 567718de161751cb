package io.tunnelwatch.sink.alertmanager;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.sink.model.CommandState;
import io.tunnelwatch.sink.model.NoticeHistory;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.CommandType;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Our active alerts as Alertmanager's. */
final class AlertViews {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Receiver of an alert that no destination has been decided for. */
    private static final String NO_RECEIVER = "tunnelwatch";

    /** An alert that fires is sent again well before this. */
    private static final Duration VALID = Duration.ofMinutes(4);

    private final ReadModel model;

    AlertViews(ReadModel model) {
        this.model = model;
    }

    ArrayNode alerts(AlertQuery query, Instant now) {
        var list = JSON.createArrayNode();
        selected(query, now).forEach(list::add);
        return list;
    }

    /** One group for each name of an alert and each receiver. */
    ArrayNode groups(AlertQuery query, Instant now) {
        var groups = new TreeMap<String, TreeMap<String, ArrayNode>>();
        for (ObjectNode alert : selected(query, now)) {
            String name = alert.at("/labels/" + AlertLabels.ALERTNAME).asText();
            alert.path("receivers").forEach(it -> groups.computeIfAbsent(name, unused -> new TreeMap<>())
                    .computeIfAbsent(it.path("name").asText(), unused -> JSON.createArrayNode())
                    .add(alert));
        }
        var list = JSON.createArrayNode();
        groups.forEach((name, receivers) -> receivers.forEach((receiver, alerts) -> {
            var group = list.addObject();
            group.putObject("labels").put(AlertLabels.ALERTNAME, name);
            group.putObject("receiver").put("name", receiver);
            group.set("alerts", alerts);
        }));
        return list;
    }

    ArrayNode receivers() {
        var names = new TreeSet<String>();
        model.alerts().stream().filter(Alert::getActive).forEach(it -> names.addAll(receivers(it)));
        names.add(NO_RECEIVER);
        var list = JSON.createArrayNode();
        names.forEach(it -> list.addObject().put("name", it));
        return list;
    }

    private List<ObjectNode> selected(AlertQuery query, Instant now) {
        return model.alerts().stream()
                .filter(Alert::getActive)
                .filter(it -> query.isAbout(AlertLabels.of(it), receivers(it)))
                .map(it -> alert(it, now))
                .filter(query::isWanted)
                .toList();
    }

    private ObjectNode alert(Alert it, Instant now) {
        var node = JSON.createObjectNode();
        strings(node.putObject("labels"), AlertLabels.of(it));
        strings(node.putObject("annotations"), annotations(it));
        var receivers = node.putArray("receivers");
        receivers(it).forEach(name -> receivers.addObject().put("name", name));
        node.put("fingerprint", it.getFingerprint());
        node.put("startsAt", it.getSince().toString());
        node.put("updatedAt", it.getUpdatedAt().toString());
        node.put("endsAt", now.plus(VALID).toString());
        node.put("generatorURL", "");
        node.set("status", status(it, now));
        return node;
    }

    private ObjectNode status(Alert it, Instant now) {
        var status = JSON.createObjectNode();
        var silencedBy = status.putArray("silencedBy");
        model.commands().covering(it, now).stream()
                .map(CommandState::command)
                .filter(command -> command.getType() != CommandType.ACKNOWLEDGE)
                .forEach(command -> silencedBy.add(command.getCommandId()));
        var inhibitedBy = status.putArray("inhibitedBy");
        if (it.getInhibitedBy() != null) {
            inhibitedBy.add(it.getInhibitedBy());
        }
        boolean isQuiet = !silencedBy.isEmpty() || !inhibitedBy.isEmpty();
        return status.put("state", isQuiet ? "suppressed" : "active");
    }

    private Collection<String> receivers(Alert it) {
        var destinations = model.notices()
                .decision(it.getFingerprint())
                .map(NoticeHistory.Decision::notice)
                .map(notice -> new TreeSet<>(notice.destinations()))
                .orElseGet(TreeSet::new);
        return destinations.isEmpty() ? List.of(NO_RECEIVER) : destinations;
    }

    private static Map<String, String> annotations(Alert it) {
        var annotations = new TreeMap<String, String>();
        annotations.put("summary", it.getSummary());
        annotations.put("description", it.getAdvice());
        annotations.put("runbook", it.getRunbook());
        annotations.put("diagnosis", it.getDiagnosis());
        annotations.values().removeIf(String::isEmpty);
        return annotations;
    }

    private static void strings(ObjectNode node, Map<String, String> values) {
        values.forEach(node::put);
    }
}
