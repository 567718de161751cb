package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.faults.Brokers;
import io.tunnelwatch.app.faults.Wire;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.ingest.Ingest;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.sink.Sink;
import io.tunnelwatch.sink.SinkSettings;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.Transition;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The network between the broker and one program is cut, silent or slow, then that of another program. Meanwhile the page is
 * right or says that it does not know; afterwards it knows, and nothing was lost, duplicated or invented. {@code -Dfaults=N}
 * applies each fault to each program, {@code -Dseed=…} repeats a run.
 */
class CutNetworkIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Three intervals are longer than the page waits for a view that lags. */
    private static final Duration POLL = Duration.ofSeconds(3);

    private static final List<String> PROGRAMS = List.of("ingest", "processor", "sink");
    private static final Map<String, Consumer<Wire>> FAULTS =
            Map.of("cut", Wire::cut, "silent", Wire::fallSilent, "slow", Wire::slowDown);

    private static final boolean EACH_TO_EACH = Integer.getInteger("faults", 0) > 0;

    /** The longest faults exceed the time for which the page may show its last knowledge. */
    private static final int SHORTEST_MILLIS = 6_000;

    private static final int SPREAD_MILLIS = 9_000;

    /** Longer than all faults of all programs take, including the recoveries. */
    private static final int STORY_SECONDS = 400;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("seed", 20261127L);
    private final Random random = new Random(seed);

    private record Strike(int program, String name, Consumer<Wire> fault) {}

    @Test
    @Tag("F-34")
    @Tag("F-35")
    void shouldLoseNothingAndSayNothingWrongWhileAProgramIsCutOff() throws Exception {
        try (var simulator =
                        Simulator.start(RandomScenario.busy(seed, STORY_SECONDS).scenario(), 0, Instant.now());
                var brokers = new Brokers(directory, 1, PROGRAMS.size(), seed);
                var registry = EmbeddedRegistry.start(kafka(brokers), 0)) {
            // Given
            var given = given(simulator, registry);
            var topics = TopicReader.ofNew(brokers, registry);
            try (var sink = Sink.start(
                            SinkSettings.of(along(brokers.wire(2), given)), new PrometheusRegistry(), Map::of);
                    var processor = Processor.start(
                            ProcessorSettings.of(along(brokers.wire(1), given)), new PrometheusRegistry());
                    var ingest = Ingest.start(
                            IngestSettings.of(along(brokers.wire(0), given)),
                            CredentialsSource.fixed(simulator.accessKeyId(), simulator.accessKeySecret()),
                            new PrometheusRegistry());
                    var board = new BoardNeverWrong(
                            sink.address(), Optional.empty(), () -> Optional.of(simulator.endpoint()), POLL)) {
                await().atMost(PATIENCE).until(board::knowsTheTruth);
                board.listen();

                // When
                for (Strike it : plan()) {
                    strike(it, brokers, board);
                }

                // Then
                board.judge();
                assertThat(board.compared()).isPositive();
                assertThat(sink.health().alive()).isTrue();
                // The board may know the truth again while a program still takes its place in its group.
                await().atMost(PATIENCE)
                        .until(() ->
                                processor.health().ready() && ingest.health().ready());
            }
            nothingIsLostDoubledOrInvented(simulator, topics);
        }
    }

    /** Each fault once and each program once, or each fault for each program, in random order. */
    private List<Strike> plan() {
        var plan = new ArrayList<Strike>();
        int next = random.nextInt(PROGRAMS.size());
        for (var fault : new TreeMap<>(FAULTS).entrySet()) {
            for (int program = 0; program < PROGRAMS.size(); program++) {
                if (EACH_TO_EACH || program == next % PROGRAMS.size()) {
                    plan.add(new Strike(program, fault.getKey(), fault.getValue()));
                }
            }
            next++;
        }
        Collections.shuffle(plan, random);
        return plan;
    }

    private void strike(Strike it, Brokers brokers, BoardNeverWrong board) throws InterruptedException {
        Wire wire = brokers.wire(it.program());
        int millis = SHORTEST_MILLIS + random.nextInt(SPREAD_MILLIS);
        Instant began = Instant.now();
        it.fault().accept(wire);
        try {
            TimeUnit.MILLISECONDS.sleep(millis); // the fault itself
        } finally {
            wire.mend();
        }
        Instant mended = Instant.now();
        await().atMost(PATIENCE).until(board::knowsTheTruth);
        System.out.printf(
                "%-9s %-6s for %3.1f s, the board knows %4.1f s later (%d lies)%n",
                PROGRAMS.get(it.program()),
                it.name(),
                Duration.between(began, mended).toMillis() / 1000.0,
                Duration.between(mended, Instant.now()).toMillis() / 1000.0,
                board.lies().size());
    }

    private static void nothingIsLostDoubledOrInvented(Simulator simulator, TopicReader topics) {
        var observations = values(topics.decoded(Topics.OBSERVATIONS, Observation.class));
        var transitions = values(topics.decoded(Topics.TRANSITIONS, Transition.class));
        var truth = new CloudRecord(simulator);
        Guarantees.everyChangeOnce(observations, transitions);
        var inTime = inTime(observations);
        var looks = inTime.stream()
                .filter(it -> it.getBody() instanceof ScanCompleted)
                .map(Observation::getObservedAt)
                .collect(Collectors.toSet());
        Guarantees.nothingMissed(truth, inTime, transitions);
        Guarantees.nothingInvented(
                truth,
                transitions.stream()
                        .filter(it -> looks.contains(it.getDetectedAt()))
                        .toList());
        Guarantees.alertsAlternate(topics.decoded(Topics.ALERTS, Alert.class));
        Guarantees.intervalsTile(values(topics.decoded(Topics.HISTORY, Interval.class)));
    }

    /**
     * The observations that reached the log in the order in which they were made. A scan that arrives after its poller was
     * declared silent gets a later time, since event time never runs backwards, and the cloud had changed by then.
     */
    private static List<Observation> inTime(List<Observation> all) {
        var inTime = new ArrayList<Observation>();
        for (Observation it : all) {
            if (inTime.isEmpty()
                    || !it.getObservedAt()
                            .isBefore(inTime.get(inTime.size() - 1).getObservedAt())) {
                inTime.add(it);
            }
        }
        return inTime;
    }

    private static <T> List<T> values(List<TopicReader.Decoded<T>> decoded) {
        return decoded.stream().map(TopicReader.Decoded::value).toList();
    }

    private static Map<String, Object> kafka(Brokers brokers) {
        return Map.of("bootstrap.servers", brokers.bootstrapServers());
    }

    private Map<String, String> given(Simulator simulator, EmbeddedRegistry registry) {
        var given = new TreeMap<>(Map.of(
                "schema.registry.url",
                registry.address().toString(),
                "cloud.endpoint",
                simulator.endpoint().toString(),
                "targets",
                RandomScenario.TARGET,
                "poll.interval",
                POLL.toString(),
                "alerts.for",
                "PT2S",
                "alerts.keep.firing",
                "PT2S",
                "http.port",
                "0"));
        for (String state : List.of("ingest.data.dir", "processor.state.dir", "sink.state.dir")) {
            given.put(state, directory.resolve(state).toString());
        }
        return given;
    }

    private static Settings along(Wire wire, Map<String, String> given) {
        var along = new TreeMap<>(given);
        along.put("bootstrap.servers", wire.bootstrapServers());
        return Settings.of(along);
    }
}
