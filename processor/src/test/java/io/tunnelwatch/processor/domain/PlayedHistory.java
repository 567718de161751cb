package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** A case, and the events that the detector published at each of its observations. */
record PlayedHistory(RandomCase of, List<PlayedStep> told) {
    record PlayedStep(Observation observation, List<Event> events) {}

    static PlayedHistory of(RandomCase it) {
        var detector = new Detector(it.rules());
        var memory = new InMemoryState();
        var told = new ArrayList<PlayedStep>(it.history().size());
        for (Observation observation : it.history()) {
            told.add(new PlayedStep(
                    observation, memory.decide(detector, observation).events()));
        }
        return new PlayedHistory(it, told);
    }

    /** Another history by the same rules. */
    PlayedHistory again(List<Observation> history) {
        return of(of.with(history));
    }

    List<Observation> history() {
        return of.history();
    }

    List<Event> events() {
        return told.stream().flatMap(it -> it.events().stream()).toList();
    }
}
