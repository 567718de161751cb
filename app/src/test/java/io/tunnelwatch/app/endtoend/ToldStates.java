package io.tunnelwatch.app.endtoend;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.app.notify.RecordingReceiver;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The states of each alert in the order in which somebody is told of them, by fingerprint, without repeats. */
final class ToldStates {
    private final Map<String, List<String>> states = new TreeMap<>();

    /** Notes a notification of Alertmanager, which tells of all that shares a group; returns whether anything in it is new. */
    boolean note(RecordingReceiver.Told notification) {
        boolean hasNews = false;
        for (JsonNode alert : notification.body().path("alerts")) {
            String fingerprint = alert.at("/annotations/fingerprint").asText();
            hasNews |= note(fingerprint, alert.path("status").asText());
        }
        return hasNews;
    }

    /** Notes a state; returns whether it is new. */
    boolean note(String fingerprint, String state) {
        var known = states.computeIfAbsent(fingerprint, it -> new ArrayList<>());
        return (known.isEmpty() || !known.get(known.size() - 1).equals(state)) && known.add(state);
    }

    Map<String, List<String>> byFingerprint() {
        return states;
    }
}
