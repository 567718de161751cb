package io.tunnelwatch.processor.rehearsal;

import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Target;
import io.tunnelwatch.v1.Alert;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Judges recorded observations as they were judged live: with the same rules the decisions are the same, because the detector
 * is a pure function and its state depends on the observations alone.
 */
public final class Rehearsal {
    private final Detector detector;
    private final Map<Target, InMemoryState> targets = new HashMap<>();

    public Rehearsal(Rules rules) {
        this.detector = new Detector(rules);
    }

    /** An observation and its decision. */
    public record Decided(Observation observation, Decision decision) {
        /** The steps of alerts, as the processor would publish them. */
        public List<Alert> alerts() {
            return decision.events().stream()
                    .flatMap(it ->
                            it.match(transition -> Stream.<Alert>empty(), step -> Stream.of(EventCodec.encode(step))))
                    .toList();
        }
    }

    /**
     * Judges an observation. Those of a target must come in the order of its partition.
     *
     * @throws io.tunnelwatch.runtime.streams.BadRecordException if it makes no sense; nothing changes then
     */
    public Decided decide(@Nullable String key, io.tunnelwatch.v1.Observation recorded) {
        var observation = ObservationCodec.decode(key, recorded);
        var known = targets.computeIfAbsent(observation.target(), it -> new InMemoryState());
        return new Decided(observation, known.decide(detector, observation));
    }
}
