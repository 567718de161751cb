package io.tunnelwatch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
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
 * Measures how fast a page of a listing becomes snapshots, on one core, compared with the obvious ways: Jackson's data binding
 * to plain objects, and its tree. Ours also fingerprints both keys of each connection and hashes its content; the others do
 * neither, and keep the keys.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ParseAndMap {
    private static final int CONNECTIONS = 50;

    @Param({"single", "dual"})
    private String tunnels = "dual";

    private final ResponseMapper mapper =
            new ResponseMapper(new Fingerprints("a key of the operator".getBytes(StandardCharsets.UTF_8)));
    private final ObjectMapper jackson = new ObjectMapper();
    private byte[] body = {};

    @Setup
    public void page() {
        body = SamplePage.of(CONNECTIONS, tunnels.equals("dual"));
    }

    @Benchmark
    public ListingPage snapshots() throws MalformedResponseException {
        return mapper.listing(body).value();
    }

    @Benchmark
    public PlainPage plainObjects() throws IOException {
        return jackson.readValue(body, PlainPage.class);
    }

    @Benchmark
    public JsonNode tree() throws IOException {
        return jackson.readTree(body);
    }

    public static void main(String[] arguments) throws RunnerException {
        var options = new OptionsBuilder()
                .include(ParseAndMap.class.getSimpleName())
                .addProfiler(GCProfiler.class)
                .build();
        Collection<RunResult> results = new Runner(options).run();
        System.out.printf("%n%-14s %-7s %10s %22s%n", "", "tunnels", "MB/s", "bytes per connection");
        results.forEach(ParseAndMap::print);
    }

    private static void print(RunResult result) {
        String tunnels = result.getParams().getParam("tunnels");
        double pages = result.getPrimaryResult().getScore();
        double allocated = Objects.requireNonNull(result.getSecondaryResults().get("gc.alloc.rate.norm"))
                .getScore();
        System.out.printf(
                Locale.ROOT,
                "%-14s %-7s %10.0f %22.0f%n",
                result.getPrimaryResult().getLabel(),
                tunnels,
                pages * SamplePage.of(CONNECTIONS, tunnels.equals("dual")).length / 1e6,
                allocated / CONNECTIONS);
    }
}
