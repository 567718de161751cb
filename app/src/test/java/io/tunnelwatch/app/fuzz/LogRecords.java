package io.tunnelwatch.app.fuzz;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.tunnelwatch.app.world.ManualProcessorContext.Forwarded;
import io.tunnelwatch.processor.codec.EventCodec;
import io.tunnelwatch.processor.domain.Event;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.processor.topology.ManualDetection;
import io.tunnelwatch.processor.topology.NoDecisionListener;
import io.tunnelwatch.runtime.streams.BadRecordException;
import io.tunnelwatch.schemas.serde.ManualDecoder;
import io.tunnelwatch.sink.history.ManualHistory;
import io.tunnelwatch.sink.model.ManualReadModel;
import io.tunnelwatch.sink.serve.ManualPage;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Transition;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.slf4j.LoggerFactory;

/**
 * Any record in the log is either refused, which changes nothing, or is judged, with the same outcome with stores as without;
 * the results can be recorded and shown.
 */
public final class LogRecords {
    private static final ManualDecoder<Observation> OBSERVATIONS = new ManualDecoder<>(Observation.getClassSchema());
    private static final ManualDecoder<Transition> TRANSITIONS = new ManualDecoder<>(Transition.getClassSchema());
    private static final ConnectionSnapshot FIRST = ConnectionSnapshot.newBuilder()
            .setConnectionId("vco-1")
            .setContentHash(0)
            .setStatus("ipsec_sa_established")
            .build();
    private static final Instant NOW = Instant.parse("2026-11-21T05:10:00Z");

    private LogRecords() {}

    /** Judges once before: that loads a thousand classes, which takes longer than any input may. */
    public static void fuzzerInitialize() {
        ((Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        judge(FuzzedObservations.at(FIRST));
    }

    /** The first byte selects the topic of the records. */
    public static void fuzzerTestOneInput(byte[] input) {
        if (input.length == 0) {
            return;
        }
        var written = new Written();
        if (input[0] % 2 == 0) {
            OBSERVATIONS.read(input, 1).forEach(written::judge);
        } else {
            TRANSITIONS.read(input, 1).forEach(it -> written.record(key(it), it));
        }
        written.show();
    }

    static void judge(Observation seen) {
        var written = new Written();
        written.judge(seen);
        written.show();
    }

    private static String key(Transition it) {
        String target = it.getAccount() + "/" + it.getRegion();
        return it.getConnectionId() == null ? target : target + "/" + it.getConnectionId();
    }

    /** Everything that reads the log, from its beginning. */
    private static final class Written {
        private final ManualDetection detection = new ManualDetection(Map.of(), new NoDecisionListener());
        private final Rehearsal rehearsal = new Rehearsal(Rules.defaults());
        private final ManualHistory history = new ManualHistory(Map.of());
        private final ManualReadModel model = new ManualReadModel(Clock.fixed(NOW, ZoneOffset.UTC), () -> 0);

        void judge(Observation it) {
            String key = it.getAccount() + "/" + it.getRegion();
            var before = detection.kept();
            List<SpecificRecord> rehearsed;
            try {
                rehearsed = rehearsal.decide(key, it).decision().events().stream()
                        .map(Written::encoded)
                        .toList();
            } catch (BadRecordException e) {
                rehearsed = List.of();
            }
            List<Forwarded> told = new ArrayList<>();
            try {
                told = detection.process(key, it);
            } catch (BadRecordException e) {
                FuzzAssertions.agree(
                        text(before), text(detection.kept()), "a record that makes no sense is remembered");
            }
            FuzzAssertions.agree(
                    rehearsed,
                    told.stream()
                            .map(Forwarded::value)
                            .filter(value -> value instanceof Transition || value instanceof Alert)
                            .toList(),
                    "what the stores remember is not what was put there");
            show(() -> model.put(it));
            told.forEach(value -> show(() -> model.put(value.key(), value.value())));
            told.stream()
                    .filter(value -> value.value() instanceof Transition)
                    .forEach(value -> record(value.key(), (Transition) value.value()));
        }

        private static SpecificRecord encoded(Event event) {
            return event.match(EventCodec::encode, EventCodec::encode);
        }

        private static String text(Map<String, Map<String, byte[]>> kept) {
            var text = new StringBuilder();
            kept.forEach((store, values) -> values.forEach(
                    (key, bytes) -> text.append(store).append(' ').append(key).append(Arrays.toString(bytes))));
            return text.toString();
        }

        void record(String key, Transition it) {
            show(() -> model.put(key, it));
            try {
                history.process(key, it).forEach(told -> show(() -> model.put(told.key(), told.value())));
            } catch (BadRecordException e) {
                FuzzAssertions.hold(e.getMessage() != null, "it is not said why it makes no sense");
            }
        }

        /** Ignores a record that cannot be applied, as the feed does. */
        private static void show(Runnable put) {
            try {
                put.run();
            } catch (RuntimeException e) {
                return;
            }
        }

        void show() {
            model.markCaughtUp();
            ManualPage.states(model.model(), NOW);
        }
    }
}
