package io.tunnelwatch.app.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** Memory, threads, open files and lag of a running Tunnelwatch, at regular intervals, as table and as plot. */
final class ProcessSamples implements AutoCloseable {
    private static final List<String> GROUPS = List.of("tunnelwatch-processor", "tunnelwatch-sink");
    private static final int WIDTH = 720;
    private static final int PANEL = 110;
    private static final int LEFT = 60;
    private static final int TOP = 30;

    /** What is measured, with the colour of its line. */
    private record Measure(String label, String colour, ToDoubleFunction<Sample> value) {}

    private static final List<Measure> LEVELS = List.of(
            new Measure("resident memory, MiB", "#0072b2", Sample::memoryMiB),
            new Measure("threads", "#d55e00", Sample::threads),
            new Measure("open files", "#009e73", Sample::files));

    private static final Measure LAG = new Measure("records not yet read", "#cc79a7", Sample::lag);

    private record Sample(double second, double memoryMiB, double threads, double files, double lag) {}

    private final RunningTunnelwatch running;
    private final Admin admin;
    private final long began = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

    ProcessSamples(RunningTunnelwatch running, Duration interval) {
        this.running = running;
        this.admin = Admin.create(Map.of("bootstrap.servers", running.bootstrapServers()));
        clock.scheduleWithFixedDelay(this::take, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void take() {
        try {
            Path process = Path.of("/proc", Long.toString(running.pid()));
            var status = Files.readAllLines(process.resolve("status"));
            try (var files = Files.list(process.resolve("fd"))) {
                add(new Sample(
                        (System.nanoTime() - began) / 1e9,
                        field(status, "VmRSS:") / 1024,
                        field(status, "Threads:"),
                        files.count(),
                        lag()));
            }
        } catch (Exception e) {
            // It is suspended or busy: this sample is left out.
        }
    }

    private synchronized void add(Sample sample) {
        samples.add(sample);
    }

    private static double field(List<String> status, String name) throws IOException {
        return status.stream()
                .filter(it -> it.startsWith(name))
                .map(it -> it.replaceAll("\\D", ""))
                .mapToDouble(Double::parseDouble)
                .findFirst()
                .orElseThrow(() -> new IOException("no " + name));
    }

    private double lag() throws Exception {
        double lag = 0;
        for (String group : GROUPS) {
            var committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(5, TimeUnit.SECONDS);
            var latest = new LinkedHashMap<TopicPartition, OffsetSpec>();
            committed.keySet().forEach(it -> latest.put(it, OffsetSpec.latest()));
            var ends = admin.listOffsets(latest).all().get(5, TimeUnit.SECONDS);
            lag += ends.values().stream().mapToLong(it -> it.offset()).sum()
                    - committed.values().stream().mapToLong(it -> it.offset()).sum();
        }
        return lag;
    }

    /** The factors by which the medians grew from the second quarter to the last. Lag is no level: it has none. */
    synchronized Map<String, Double> growth() {
        var growth = new LinkedHashMap<String, Double>();
        int quarter = samples.size() / 4;
        for (Measure it : LEVELS) {
            double before = median(samples.subList(quarter, 2 * quarter), it);
            growth.put(it.label, median(samples.subList(3 * quarter, samples.size()), it) / before);
        }
        return growth;
    }

    /** The smallest lag in the last quarter: a reader that keeps up has read nearly everything once in a while. */
    synchronized double leastLag() {
        return samples.subList(3 * samples.size() / 4, samples.size()).stream()
                .mapToDouble(Sample::lag)
                .min()
                .orElseThrow();
    }

    private static double median(List<Sample> of, Measure measure) {
        return of.stream().mapToDouble(measure.value).sorted().toArray()[of.size() / 2];
    }

    synchronized String csv() {
        var csv = new StringBuilder("second,memory_mib,threads,files,lag\n");
        samples.forEach(it -> csv.append(String.format(
                Locale.ROOT, "%.0f,%.1f,%.0f,%.0f,%.0f%n", it.second, it.memoryMiB, it.threads, it.files, it.lag)));
        return csv.toString();
    }

    /** One panel for each measure, each from zero to its largest value. */
    synchronized String svg() {
        var measures = new ArrayList<>(LEVELS);
        measures.add(LAG);
        int height = TOP + measures.size() * PANEL + 30;
        var svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\" font-family=\"sans-serif\""
                        + " font-size=\"12\" fill=\"#777\">%n<title>A soak of an hour</title>%n",
                WIDTH,
                height));
        double end = samples.get(samples.size() - 1).second;
        for (int i = 0; i < measures.size(); i++) {
            panel(svg, measures.get(i), TOP + i * PANEL, end);
        }
        for (int minute = 0; minute <= end / 60; minute += 10) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d min</text>%n",
                    x(minute * 60.0, end),
                    height - 12,
                    minute));
        }
        return svg.append("</svg>\n").toString();
    }

    private void panel(StringBuilder svg, Measure measure, int top, double end) {
        double largest =
                Math.max(1, samples.stream().mapToDouble(measure.value).max().orElse(1));
        int bottom = top + PANEL - 30;
        var points = new StringBuilder();
        samples.forEach(it -> points.append(String.format(
                Locale.ROOT,
                "%.1f,%.1f ",
                x(it.second, end),
                bottom - measure.value.applyAsDouble(it) / largest * (PANEL - 45))));
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%d\" y=\"%d\">%s</text><text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.0f</text>"
                        + "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>"
                        + "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#777\" stroke-opacity=\"0.4\"/>"
                        + "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
                LEFT,
                top + 4,
                measure.label,
                LEFT - 8,
                top + 19,
                largest,
                LEFT - 8,
                bottom + 4,
                LEFT,
                bottom,
                WIDTH - 20,
                bottom,
                points.toString().strip(),
                measure.colour));
    }

    private static double x(double second, double end) {
        return LEFT + second / end * (WIDTH - LEFT - 20);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        admin.close(Duration.ZERO);
    }
}
