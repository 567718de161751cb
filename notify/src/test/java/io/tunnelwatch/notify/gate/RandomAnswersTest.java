package io.tunnelwatch.notify.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.codec.GateCodec;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.notify.state.ClockMemory;
import io.tunnelwatch.notify.state.CommandMemory;
import io.tunnelwatch.notify.state.IncidentMemory;
import io.tunnelwatch.runtime.streams.StateSerde;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Notification;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

/**
 * The gate against a second opinion, over random lives of alerts and commands, with restarts in between. {@code -Dseed=…} runs
 * one history, {@code -Dhistories=…} as many as wanted.
 */
class RandomAnswersTest {
    private static final long FIRST_SEED = 1_000;
    private static final StateSerde<IncidentMemory> INCIDENTS = new StateSerde<>(IncidentMemory.class);
    private static final StateSerde<CommandMemory> COMMANDS = new StateSerde<>(CommandMemory.class);
    private static final StateSerde<ClockMemory> CLOCKS = new StateSerde<>(ClockMemory.class);

    private static final Map<RandomRoutes, Routing> ROUTINGS = new EnumMap<>(RandomRoutes.class);

    private static Routing routing(RandomRoutes of) {
        return ROUTINGS.computeIfAbsent(of, RandomRoutes::routing);
    }

    @Test
    void shouldAnswerAsTheSecondOpinionDoes() {
        Long alone = Long.getLong("seed");
        long first = alone == null ? FIRST_SEED : alone;
        long histories = alone == null ? Long.getLong("histories", 2_000) : 1;
        var reasons = new TreeMap<String, Integer>();

        for (long seed = first; seed < first + histories; seed++) {
            var random = new SplittableRandom(seed);
            RandomRoutes routes = List.of(RandomRoutes.values()).get(random.nextInt(3));
            int restarts = List.of(0, 5, 100).get(random.nextInt(3));
            var inputs = RandomGateHistory.of(random);
            if (difference(inputs, routes, restarts, reasons).isPresent()) {
                var shrunk = shrink(inputs, routes, restarts);
                throw new AssertionError("seed " + seed + ", " + routes + ": "
                        + difference(shrunk, routes, restarts, new TreeMap<>()).orElse("") + "\n"
                        + text(shrunk));
            }
        }

        System.out.println("random answers: seeds from " + first + ", " + histories + " histories, " + reasons);
        if (alone == null) {
            assertThat(reasons.keySet()).as("reasons that occurred").hasSize(22);
        }
    }

    /** What is wrong with the gate's answers, if anything. */
    private static Optional<String> difference(
            List<Object> inputs, RandomRoutes routes, int restarts, TreeMap<String, Integer> reasons) {
        try {
            run(inputs, routes, restarts, reasons);
            return Optional.empty();
        } catch (AssertionError e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void run(List<Object> inputs, RandomRoutes routes, int restarts, TreeMap<String, Integer> reasons) {
        var random = new SplittableRandom(inputs.size());
        var gate = new Gate(routing(routes));
        var naive =
                new NaiveGate(routes::recipients, new TreeSet<>(routing(routes).destinations()));
        var guarantees = new GateGuarantees(naive, routes::recipients);
        GateState state = GateState.empty();
        Instant latest = Instant.EPOCH;
        var all = new ArrayList<>(inputs);
        for (int i = 0; i < all.size(); i++) {
            Object input = all.get(i);
            if (random.nextInt(100) < restarts) {
                state = restarted(state);
            }
            GateDecision decision = decide(gate, state, input);
            state.apply(decision);
            var said = decision.notices().stream()
                    .map(RandomAnswersTest::line)
                    .sorted()
                    .toList();
            assertThat(said).as("input %d: %s", i, text(input)).isEqualTo(naive.take(input));
            guarantees.accept(input, decision.notices());
            decision.notices().forEach(it -> reasons.merge(it.getReason(), 1, Integer::sum));
            latest = state.clock().now();
            if (i == inputs.size() - 1) {
                // Long after all commands, at noon in Shanghai and at midnight.
                Instant after = latest.plus(Duration.ofDays(10));
                all.addAll(List.of(after, after.plusSeconds(5), after.plusSeconds(10)));
            }
        }
        guarantees.judge(latest);
    }

    private static GateDecision decide(Gate gate, GateState state, Object input) {
        return input instanceof Alert alert
                ? gate.step(state, alert)
                : input instanceof Command command
                        ? gate.command(state, CommandReader.read(command))
                        : gate.tick(state, (Instant) input);
    }

    /** A successor has the stored bytes and nothing else. */
    private static GateState restarted(GateState state) {
        var incidents = state.incidents().values().stream()
                .map(it -> GateCodec.decode(it.alert(), copy(INCIDENTS, GateCodec.encode(it))))
                .toList();
        var commands = state.commands().values().stream()
                .map(it -> GateCodec.decode(it.command(), copy(COMMANDS, GateCodec.encode(it))))
                .toList();
        return GateState.restored(GateCodec.decode(copy(CLOCKS, GateCodec.encode(state.clock()))), incidents, commands);
    }

    private static <T extends SpecificRecord> T copy(StateSerde<T> serde, T it) {
        return serde.deserializer().deserialize("", serde.serializer().serialize("", it));
    }

    private static String line(Notification it) {
        return (it.getAlert() == null ? "maintenance" : it.getAlert().getStepId()) + " " + it.getOutcome() + " "
                + it.getKind() + " " + it.getReason()
                + (it.getCommandId() == null ? "" : " " + it.getCommandId()) + " > " + it.getDestinations() + " at "
                + it.getAt();
    }

    /** Leaves out whatever is not needed for the gate to be wrong. */
    private static List<Object> shrink(List<Object> failing, RandomRoutes routes, int restarts) {
        List<Object> shrunk = failing;
        for (int part = shrunk.size() / 2; part > 0; part = part == 1 ? 0 : part / 2) {
            for (int i = 0; i + part <= shrunk.size(); ) {
                var without = new ArrayList<>(shrunk.subList(0, i));
                without.addAll(shrunk.subList(i + part, shrunk.size()));
                if (!without.isEmpty()
                        && difference(without, routes, restarts, new TreeMap<>())
                                .isPresent()) {
                    shrunk = without;
                } else {
                    i++;
                }
            }
        }
        return shrunk;
    }

    private static String text(List<Object> inputs) {
        var lines = new StringBuilder();
        inputs.forEach(it -> lines.append(text(it)).append('\n'));
        return lines.toString();
    }

    private static String text(Object it) {
        if (it instanceof Alert alert) {
            return "alert " + alert.getStepId() + " " + alert.getStatus() + " active=" + alert.getActive() + " "
                    + alert.getSeverity() + " " + alert.getMembers() + " by " + alert.getInhibitedBy() + " at "
                    + alert.getUpdatedAt();
        }
        return it instanceof Command command ? "command " + command : "tick " + it;
    }
}
