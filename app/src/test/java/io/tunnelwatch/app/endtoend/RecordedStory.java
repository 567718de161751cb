package io.tunnelwatch.app.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Transition;

/** The records of transitions and alerts as one line of JSON, for a test in another language to draw its own conclusions. */
final class RecordedStory {
    private static final ObjectMapper JSON = new ObjectMapper();

    private RecordedStory() {}

    static String of(TopicReader topics) {
        var story = JSON.createObjectNode();
        var transitions = story.putArray("transitions");
        topics.decoded(Topics.TRANSITIONS, Transition.class).stream()
                .map(TopicReader.Decoded::value)
                .filter(it -> it.getConnectionId() != null)
                .forEach(it -> transitions.add(transition(it)));
        var alerts = story.putArray("alerts");
        topics.decoded(Topics.ALERTS, Alert.class).forEach(it -> alerts.addObject()
                .put("fingerprint", it.value().getFingerprint())
                .put("isActive", it.value().getActive())
                .put("at", it.value().getUpdatedAt().toEpochMilli()));
        return story.toString();
    }

    private static ObjectNode transition(Transition it) {
        return JSON.createObjectNode()
                .put("kind", it.getKind().name())
                .put("connection", it.getConnectionId())
                .put("tunnel", it.getTunnelId())
                .put("facet", it.getFacet() == null ? null : it.getFacet().name())
                .put("state", it.getTo() == null ? null : it.getTo().getState().name())
                .put(
                        "since",
                        (it.getTo() == null ? it.getDetectedAt() : it.getTo().getSince()).toEpochMilli());
    }
}
