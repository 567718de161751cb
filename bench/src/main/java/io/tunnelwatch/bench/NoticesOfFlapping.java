package io.tunnelwatch.bench;

import io.tunnelwatch.bench.NoticeReceiver.Notice;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 */
final class NoticesOfFlapping {
    private static final Pace PACE = new Pace(Duration.ofSeconds(30), Duration.ofSeconds(90), Duration.ofMinutes(5));

    /** Half a minute is a tenth of a second. */
    private static final int DIVISOR = 300;

    /** What comes after the last look: the longest wait is a group interval, which is a second here. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(5);

    private NoticesOfFlapping() {}

    static void compare(Path directory) throws Exception {
        var traces = new FlapTraces(PACE.poll());
        Duration between = PACE.poll().dividedBy(DIVISOR);
        try (var receiver = new NoticeReceiver();
                var quietCloud = BenchCloud.start(
                        new SmallScenario().connection("quiet", "quiet").scenario(), Instant.now(), Clock.systemUTC());
                var theirs = new SteppedCloud(traces.scenario(), PACE.poll());
                var seen = new SteppedCloud(traces.scenario(), PACE.poll());
                var exporter = StatusExporter.asking(theirs);
                var ours = new OurMonitor(
                        directory.resolve("ours"),
                        quietCloud.simulator(),
                        PACE,
                        receiver,
                        // It compares the time of observations with that of the clock on the wall.
                        Map.of("processor.watchdog", "false"))) {
            var plan = new PrometheusStack.Plan(
                    exporter.address(), PACE.dividedBy(DIVISOR), between, DIVISOR, alertmanagers());
            try (var stack = new PrometheusStack(directory.resolve("theirs"), plan, receiver).launch();
                    var scans = new SteppedScans(ours.access(), seen)) {
                for (int look = 0; look < traces.looks(); look++) {
                    scans.write();
                    TimeUnit.MILLISECONDS.sleep(between.toMillis());
                }
                while (theirs.looks() < traces.looks()) {
                    TimeUnit.MILLISECONDS.sleep(100);
                }
                TimeUnit.SECONDS.sleep(AFTERWARDS.toSeconds());
                report(traces, receiver, theirs, seen);
            }
        }
    }

    private static List<AlertmanagerSetting> alertmanagers() {
        return List.of(
                AlertmanagerSetting.ofDefaults().dividedBy(DIVISOR),
                AlertmanagerSetting.tunedForSpeed().dividedBy(DIVISOR));
    }

    private static void report(FlapTraces traces, NoticeReceiver receiver, SteppedCloud theirs, SteppedCloud ours)
            throws Exception {
        System.out.printf("calls to the cloud: tunnelwatch %d, exporter %d%n", ours.calls(), theirs.calls());
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
            System.out.printf(
                    "%s: %d notices, of which %d are about the traces%n",
                    contestants.get(i), receiver.notices(contestants.get(i)).size(), sums[i]);
        }
    }
}
