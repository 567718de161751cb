package io.tunnelwatch.bench;

import io.tunnelwatch.bench.NoticeReceiver.Notice;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The time from a change in the cloud to the notice at the webhook, at the pace of real operation: a look every 30 s, a hold of
 * a minute. The changes are spread over two intervals of polls, so that they meet every phase of them.
 */
final class NoticeLatency {
    private static final Pace PACE = new Pace(Duration.ofSeconds(30), Duration.ofSeconds(60), Duration.ofMinutes(5));
    private static final Duration SETTLED = Duration.ofSeconds(32);
    private static final int CHANGES = 12;
    private static final Duration APART = PACE.poll().multipliedBy(2).dividedBy(CHANGES);
    private static final Duration PATIENCE = Duration.ofSeconds(270);
    private static final int MEMBERS = 5;
    private static final String HELD = "held-";
    private static final String GATEWAY = "outage";
    private static final String POLLING = "-polling";

    private final Map<String, Duration> downAt = new LinkedHashMap<>();
    private final SmallScenario scenario = new SmallScenario();

    private NoticeLatency(long seed) {
        var random = new Random(seed);
        for (int i = 0; i < CHANGES; i++) {
            change(HELD + i, i, random);
            change(PrometheusRules.WITHOUT_HOLD + i, i, random);
        }
        Duration at = at(CHANGES / 2, random);
        downAt.put(GATEWAY, at);
        for (int i = 0; i < MEMBERS; i++) {
            scenario.connection("member-" + i, GATEWAY).down("member-" + i, at);
        }
    }

    private void change(String name, int number, Random random) {
        downAt.put(name, at(number, random));
        scenario.connection(name, name).down(name, downAt.get(name));
    }

    private static Duration at(int number, Random random) {
        return SETTLED.plus(APART.multipliedBy(number)).plusMillis(random.nextInt((int) APART.toMillis()));
    }

    static void compare(Path directory, long seed) throws Exception {
        new NoticeLatency(seed).run(directory);
    }

    @SuppressWarnings("try") // the contestants send their notices to the receiver
    private void run(Path directory) throws Exception {
        var clock = new HeldClock();
        try (var receiver = new NoticeReceiver();
                var oursCloud = cloud(clock);
                var askingCloud = cloud(clock);
                var pollingCloud = cloud(clock);
                var asking = StatusExporter.asking(askingCloud.client());
                var polling = StatusExporter.polling(pollingCloud.client(), PACE.poll());
                var usual = stack(directory.resolve("usual"), asking, PACE.poll(), "", receiver);
                var tuned = stack(directory.resolve("tuned"), polling, Duration.ofSeconds(1), POLLING, receiver);
                var ours = ours(directory.resolve("ours"), oursCloud, receiver)) {
            long[] before = {oursCloud.calls(), askingCloud.calls(), pollingCloud.calls()};
            Instant began = clock.release();
            awaitNotices(receiver, began);
            System.out.printf(
                    "calls to the cloud, from ready until the end (and before): tunnelwatch %d (%d), exporter that asks at"
                            + " each scrape %d (%d), exporter that polls %d (%d)%n",
                    oursCloud.calls() - before[0],
                    before[0],
                    askingCloud.calls() - before[1],
                    before[1],
                    pollingCloud.calls() - before[2],
                    before[2]);
            contestants().forEach(it -> report(it, receiver.notices(it), began));
        }
    }

    private BenchCloud cloud(HeldClock clock) {
        return BenchCloud.start(scenario.scenario(), clock.began(), clock);
    }

    private static PrometheusStack stack(
            Path directory, StatusExporter exporter, Duration scrape, String suffix, NoticeReceiver receiver)
            throws Exception {
        var settings = List.of(AlertmanagerSetting.ofDefaults(), AlertmanagerSetting.tunedForSpeed()).stream()
                .map(it -> new AlertmanagerSetting(it.contestant() + suffix, it.groupWait(), it.groupInterval()))
                .toList();
        var plan = new PrometheusStack.Plan(exporter.address(), PACE, scrape, 1, settings);
        return new PrometheusStack(directory, plan, receiver).launch();
    }

    private static OurMonitor ours(Path directory, BenchCloud cloud, NoticeReceiver receiver) throws Exception {
        return new OurMonitor(directory, cloud.simulator(), PACE, receiver);
    }

    private static List<String> contestants() {
        return List.of(
                OurMonitor.CONTESTANT,
                AlertmanagerSetting.DEFAULT,
                AlertmanagerSetting.QUICK,
                AlertmanagerSetting.DEFAULT + POLLING,
                AlertmanagerSetting.QUICK + POLLING);
    }

    private void awaitNotices(NoticeReceiver receiver, Instant began) throws InterruptedException {
        while (!contestants().stream().allMatch(it -> knowsAll(receiver.notices(it)))
                && Instant.now().isBefore(began.plus(PATIENCE))) {
            TimeUnit.MILLISECONDS.sleep(200);
        }
        TimeUnit.SECONDS.sleep(2); // for what nobody waits for
    }

    private boolean knowsAll(List<Notice> notices) {
        return downAt.keySet().stream().allMatch(group -> notices.stream().anyMatch(it -> it.isAbout(group)));
    }

    private void report(String contestant, List<Notice> notices, Instant began) {
        System.out.printf("%s: %d notices of %d causes%n", contestant, notices.size(), downAt.size());
        report("  hold of a minute", HELD, PACE.hold(), notices, began);
        report("  without a hold", PrometheusRules.WITHOUT_HOLD, Duration.ZERO, notices, began);
        report("  gateway with " + MEMBERS, GATEWAY, PACE.hold(), notices, began);
        System.out.println("  gateway's notices: "
                + notices.stream().filter(it -> it.isAbout(GATEWAY)).toList());
    }

    private void report(String what, String prefix, Duration hold, List<Notice> notices, Instant began) {
        var seconds = new ArrayList<Double>();
        downAt.forEach((group, at) -> notices.stream()
                .filter(it -> group.startsWith(prefix) && it.isAbout(group))
                .findFirst()
                .ifPresent(it ->
                        seconds.add(Duration.between(began.plus(at), it.at()).toMillis() / 1e3)));
        seconds.sort(null);
        if (seconds.isEmpty()) {
            System.out.println(what + ": no notice");
            return;
        }
        double median = Race.median(seconds);
        System.out.printf(
                "%s: median %.1f s, %.1f s beyond the hold (%.1f to %.1f s, %d changes) %s%n",
                what,
                median,
                median - hold.toSeconds(),
                seconds.get(0),
                seconds.get(seconds.size() - 1),
                seconds.size(),
                seconds);
    }
}
