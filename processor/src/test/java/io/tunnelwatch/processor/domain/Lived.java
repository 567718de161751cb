package io.tunnelwatch.processor.domain;

import java.util.ArrayList;
import java.util.List;

/** A history, and what the detector told at each of its observations. */
record Lived(List<Observation> history, List<Told> told) {
    record Told(Observation observation, List<Event> events) {}

    static Lived of(List<Observation> history) {
        var detector = new Detector(Rules.defaults());
        var memory = new PlainMemory();
        var told = new ArrayList<Told>(history.size());
        for (Observation it : history) {
            told.add(new Told(it, memory.decide(detector, it).events()));
        }
        return new Lived(history, told);
    }

    List<Event> events() {
        return told.stream().flatMap(it -> it.events().stream()).toList();
    }
}
