package io.tunnelwatch.bench;

import io.tunnelwatch.processor.codec.ObservationCodec;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.Detector;
import io.tunnelwatch.processor.domain.InMemoryState;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Measures how many observations a second the detector alone judges on one core: those that bring nothing new; those that each
 * bring a connection down or up again; and the latter with the end of the scan, where a thousand connections that all flap are
 * judged.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class DetectorThroughput {
    private static final int LINES = 1_000;
    private static final Duration POLL = Duration.ofSeconds(30);
    private static final Target TARGET = new Target("bench", "region");

    private final Detector detector = new Detector(Rules.defaults());
    /** A hash map, so that finding a connection hardly counts. */
    private final InMemoryState memory = new InMemoryState(new HashMap<>());

    private final List<Snapshot> up = lines(true);
    private final List<Snapshot> down = lines(false);
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long scan = 1;
    private int line;
    private boolean isDown;

    @Setup
    public void firstScan() {
        for (line = 0; line < LINES; line++) {
            judge(line, up.get(line));
        }
        endOfScan();
    }

    @Benchmark
    public Decision unchanged() {
        next();
        return judge(line, up.get(line));
    }

    @Benchmark
    public Decision changing() {
        if (next()) {
            isDown = !isDown;
        }
        return judge(line, (isDown ? down : up).get(line));
    }

    @Benchmark
    public Decision changingToTheEndOfTheScan() {
        Decision judged = changing();
        return line == LINES - 1 ? endOfScan() : judged;
    }

    /** Moves to the next connection; true if that begins a new round. */
    private boolean next() {
        line++;
        if (line < LINES) {
            return false;
        }
        line = 0;
        scan++;
        return true;
    }

    private Decision judge(int index, Observation.Body body) {
        return memory.decide(detector, new Observation(TARGET, new Order(1, scan, index), now, POLL, body));
    }

    private Decision endOfScan() {
        now = now.plus(POLL);
        return judge(LINES, new Observation.ScanCompleted(LINES, 0));
    }

    private static List<Snapshot> lines(boolean up) {
        return IntStream.range(0, LINES).mapToObj(it -> snapshot(it, up)).toList();
    }

    private static Snapshot snapshot(int number, boolean up) {
        var observed = new io.tunnelwatch.v1.Observation(
                TARGET.account(),
                TARGET.region(),
                new io.tunnelwatch.v1.Order(1L, 1L, number),
                Instant.EPOCH,
                Instant.EPOCH,
                POLL.toMillis(),
                SampleConnections.of(number, up));
        return (Snapshot) ObservationCodec.decode(TARGET.toString(), observed).body();
    }

    public static void main(String[] arguments) throws RunnerException {
        var options = new OptionsBuilder()
                .include(DetectorThroughput.class.getName() + "." + (arguments.length > 0 ? arguments[0] : ""))
                .addProfiler(GCProfiler.class)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.printf("%n%-28s %16s %22s%n", "", "observations/s", "bytes per observation");
        results.forEach(DetectorThroughput::print);
    }

    private static void print(RunResult result) {
        double allocated = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
        System.out.printf(
                Locale.ROOT,
                "%-28s %,16.0f %,22.0f%n",
                result.getPrimaryResult().getLabel(),
                result.getPrimaryResult().getScore(),
                allocated);
    }
}
