package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.observation.Observation;
import java.util.ArrayList;
import java.util.List;

/** A case, and the events that the detector published at each of its observations. */
record Lived(RandomCase of, List<Told> told) {
    record Told(Observation observation, List<Event> events) {}

    static Lived of(RandomCase it) {
        var detector = new Detector(it.rules());
        var memory = new PlainMemory();
        var told = new ArrayList<Told>(it.history().size());
        for (Observation observation : it.history()) {
            told.add(new Told(observation, memory.decide(detector, observation).events()));
        }
        return new Lived(it, told);
    }

    /** Another history by the same rules. */
    Lived again(List<Observation> history) {
        return of(of.with(history));
    }

    List<Observation> history() {
        return of.history();
    }

    List<Event> events() {
        return told.stream().flatMap(it -> it.events().stream()).toList();
    }
}
