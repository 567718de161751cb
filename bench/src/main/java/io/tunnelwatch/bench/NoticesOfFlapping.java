package io.tunnelwatch.bench;

import io.tunnelwatch.bench.NoticeReceiver.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The notices that connections cause which come and go, and gateways that go down. Both sides look at their cloud equally
 * often, and each look moves the cloud's clock by 30 s, so that both see exactly the same.
 *
 * <p>Prometheus and Alertmanager know no clock but the real one: they run with all their times divided. Tunnelwatch takes the
 * time from its observations, which carry that of the cloud.
 *
 * <p>The traces lie in the past, because the broker refuses times that lie more than an hour ahead. The gate tells nothing of a
 * time before its first start. Therefore Tunnelwatch is started once with a clock that is behind: by libfaketime, Debian's
 * package of that name.
 */
final class NoticesOfFlapping {
    private static final Pace PACE = new Pace(Duration.ofSeconds(30), Duration.ofSeconds(90), Duration.ofMinutes(5));

    /** Half a minute is 150 ms. */
    private static final int DIVISOR = 200;

    /** What comes after the last look: the longest wait is a group interval, which is a second and a half here. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    /** A time before the traces. */
    private static final Duration BEHIND = SteppedCloud.AGO.plusHours(1);

    private NoticesOfFlapping() {}

    static void compare(Path directory) throws Exception {
        var traces = new FlapTraces(PACE.poll());
        Duration between = PACE.poll().dividedBy(DIVISOR);
        try (var receiver = new NoticeReceiver();
                var probeCloud = probeCloud();
                var theirs = new SteppedCloud(traces.scenario(), PACE.poll());
                var seen = new SteppedCloud(traces.scenario(), PACE.poll());
                var exporter = StatusExporter.lookingAhead(theirs);
                var ours = new OurMonitor(
                        directory.resolve("ours"),
                        probeCloud.simulator(),
                        PACE,
                        receiver,
                        // The watchdog compares the time of observations with that of the clock on the wall.
                        Map.of("processor.watchdog", "false", "poll.interval", "PT1S"),
                        clockBehind())) {
            var plan = new PrometheusStack.Plan(
                    exporter.address(), PACE.dividedBy(DIVISOR), between, DIVISOR, alertmanagers());
            long ready = System.nanoTime();
            ours.awaitFirstNotice(receiver);
            System.out.printf(
                    "tunnelwatch told of the probe %.1f s after it was ready%n", Readings.secondsSince(ready));
            ours.stop();
            ours.relaunch();
            try (var scans = new SteppedScans(ours.access(), seen);
                    var stack = new PrometheusStack(directory.resolve("theirs"), plan, receiver).launch()) {
                while (seen.looks() < traces.looks()) {
                    if (seen.looks() < theirs.looks()) {
                        scans.write();
                    } else {
                        TimeUnit.MILLISECONDS.sleep(5);
                    }
                }
                System.out.printf("calls to the cloud: tunnelwatch %d, exporter %d%n", seen.calls(), theirs.calls());
                TimeUnit.SECONDS.sleep(AFTERWARDS.toSeconds());
                System.out.println("scrapes, and those that failed: " + stack.value("count_over_time(up[1h])") + ", "
                        + stack.value("sum_over_time((1 - up)[1h:150ms])"));
                report(traces, receiver);
            }
        }
    }

    /** The environment of a process whose clock is behind. */
    private static Map<String, String> clockBehind() throws IOException {
        try (var files = Files.find(Path.of("/usr/lib"), 3, (it, any) -> it.endsWith("libfaketimeMT.so.1"))) {
            Path library = files.findFirst()
                    .orElseThrow(
                            () -> new IllegalStateException("libfaketime is missing: apt-get install libfaketime"));
            return Map.of("LD_PRELOAD", library.toString(), "FAKETIME", "-" + BEHIND.toSeconds());
        }
    }

    /** A cloud whose clock is behind, too. It refuses every scan once that of Tunnelwatch is right. */
    private static BenchCloud probeCloud() {
        var scenario = new SmallScenario()
                .connection(OurMonitor.PROBE, OurMonitor.PROBE)
                .down(OurMonitor.PROBE, Duration.ZERO);
        var clock = Clock.offset(Clock.systemUTC(), BEHIND.negated());
        return BenchCloud.start(scenario.scenario(), clock.instant(), clock);
    }

    private static List<AlertmanagerSetting> alertmanagers() {
        return List.of(
                AlertmanagerSetting.ofDefaults().dividedBy(DIVISOR),
                AlertmanagerSetting.tunedForSpeed().dividedBy(DIVISOR));
    }

    private static void report(FlapTraces traces, NoticeReceiver receiver) {
        var contestants = List.of(OurMonitor.CONTESTANT, AlertmanagerSetting.DEFAULT, AlertmanagerSetting.QUICK);
        var sums = new int[contestants.size()];
        for (String name : traces.names()) {
            System.out.println(name + ": " + traces.text(name));
            for (int i = 0; i < sums.length; i++) {
                var notices = new ArrayList<Notice>(receiver.notices(contestants.get(i)));
                notices.removeIf(it -> !it.isAbout(name));
                sums[i] += notices.size();
                System.out.printf("  %s: %d notices %s%n", contestants.get(i), notices.size(), notices);
            }
        }
        for (int i = 0; i < sums.length; i++) {
            var others = new ArrayList<Notice>(receiver.notices(contestants.get(i)));
            others.removeIf(it -> traces.names().stream().anyMatch(it::isAbout));
            System.out.printf(
                    "%s: %d notices about the traces, %d others %s%n",
                    contestants.get(i), sums[i], others.size(), others);
        }
    }
}
