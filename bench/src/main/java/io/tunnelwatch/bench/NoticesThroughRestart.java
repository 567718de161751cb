package io.tunnelwatch.bench;

import io.tunnelwatch.bench.NoticeReceiver.Notice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The notices that are lost or come twice when every program of a side stops in the middle of outages and starts again ten
 * seconds later. The times are a fifteenth of the real ones.
 */
final class NoticesThroughRestart {
    private static final int DIVISOR = 15;
    private static final Pace PACE =
            new Pace(Duration.ofSeconds(30), Duration.ofSeconds(90), Duration.ofSeconds(90)).dividedBy(DIVISOR);
    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Duration START = Duration.ofSeconds(40);
    private static final Duration ALL_UP = Duration.ofSeconds(100);

    /** The hold, the group interval of the defaults, and some more. */
    private static final Duration END = Duration.ofSeconds(135);

    private static final Map<String, Duration[]> OUTAGES = outages();

    private NoticesThroughRestart() {}

    private static Map<String, Duration[]> outages() {
        var outages = new LinkedHashMap<String, Duration[]>();
        outages.put(OurMonitor.PROBE, outage(0, ALL_UP));
        outages.put("over-while-away", outage(8, Duration.ofSeconds(35)));
        outages.put("told-before", outage(10, ALL_UP));
        outages.put("held-when-stopped", outage(26, ALL_UP));
        outages.put("begun-while-away", outage(35, ALL_UP));
        return outages;
    }

    private static Duration[] outage(int from, Duration until) {
        return new Duration[] {Duration.ofSeconds(from), until};
    }

    static void compare(Path directory, boolean killed) throws Exception {
        var clock = new HeldClock();
        try (var receiver = new NoticeReceiver();
                var oursCloud = cloud(clock);
                var theirCloud = cloud(clock);
                var exporter = StatusExporter.asking(theirCloud.client());
                var theirs = stack(directory.resolve("theirs"), exporter, receiver);
                var ours = new OurMonitor(directory.resolve("ours"), oursCloud.simulator(), PACE, receiver)) {
            ours.awaitFirstNotice(receiver);
            Instant began = clock.release();
            await(began.plus(STOP));
            stop(ours, theirs, killed);
            await(began.plus(START));
            theirs.launch();
            ours.relaunch();
            Instant back = Instant.now();
            if (back.isAfter(began.plus(ALL_UP).minus(PACE.poll().multipliedBy(6)))) {
                throw new IllegalStateException("The machine is too busy: the programs were ready only at " + back);
            }
            await(began.plus(END));
            System.out.printf(
                    "%s after %d s, all ready again after %.1f s; calls to the cloud: tunnelwatch %d, exporter %d%n",
                    killed ? "killed" : "stopped",
                    STOP.toSeconds(),
                    Duration.between(began, back).toMillis() / 1e3,
                    oursCloud.calls(),
                    theirCloud.calls());
            for (String contestant :
                    List.of(OurMonitor.CONTESTANT, AlertmanagerSetting.DEFAULT, AlertmanagerSetting.QUICK)) {
                report(contestant, receiver.notices(contestant), began);
            }
        }
    }

    private static BenchCloud cloud(HeldClock clock) {
        var scenario = new SmallScenario();
        OUTAGES.forEach((name, times) ->
                scenario.connection(name, name).down(name, times[0]).up(name, times[1]));
        return BenchCloud.start(scenario.scenario(), clock.began(), clock);
    }

    private static PrometheusStack stack(Path directory, StatusExporter exporter, NoticeReceiver receiver)
            throws Exception {
        var alertmanagers = List.of(
                AlertmanagerSetting.ofDefaults().dividedBy(DIVISOR),
                AlertmanagerSetting.tunedForSpeed().dividedBy(DIVISOR));
        var plan = new PrometheusStack.Plan(exporter.address(), PACE, PACE.poll(), DIVISOR, alertmanagers);
        return new PrometheusStack(directory, plan, receiver).launch();
    }

    private static void stop(OurMonitor ours, PrometheusStack theirs, boolean killed) {
        if (killed) {
            theirs.kill();
            ours.kill();
        } else {
            theirs.stop();
            ours.stop();
        }
    }

    private static void await(Instant at) throws InterruptedException {
        long millis = Duration.between(Instant.now(), at).toMillis();
        TimeUnit.MILLISECONDS.sleep(Math.max(0, millis));
    }

    private static void report(String contestant, List<Notice> notices, Instant began) {
        int lost = 0;
        int doubled = 0;
        var lines = new ArrayList<String>();
        for (String outage : OUTAGES.keySet()) {
            var about = notices.stream().filter(it -> it.isAbout(outage)).toList();
            long begins = about.stream().filter(it -> it.told().get(0).firing()).count();
            long ends = about.size() - begins;
            lost += (begins == 0 ? 1 : 0) + (ends == 0 ? 1 : 0);
            doubled += (int) (Math.max(0, begins - 1) + Math.max(0, ends - 1));
            lines.add("  " + outage + ": "
                    + about.stream()
                            .map(it -> it + " at "
                                    + Duration.between(began, it.at()).toMillis() / 1e3 + " s")
                            .toList());
        }
        long others = notices.stream()
                .filter(it -> OUTAGES.keySet().stream().noneMatch(it::isAbout))
                .count();
        System.out.printf(
                "%s: %d notices of %d expected; lost %d, twice %d, about something else %d%n",
                contestant, notices.size(), 2 * OUTAGES.size(), lost, doubled, others);
        lines.forEach(System.out::println);
        notices.stream()
                .filter(it -> OUTAGES.keySet().stream().noneMatch(it::isAbout))
                .forEach(it -> System.out.println("  about something else: " + it));
    }
}
