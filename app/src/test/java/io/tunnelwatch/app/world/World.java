package io.tunnelwatch.app.world;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.poller.ManualPoller;
import io.tunnelwatch.ingest.poller.OwnedPartition;
import io.tunnelwatch.ingest.poller.PollListener;
import io.tunnelwatch.ingest.poller.TargetPoller;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.processor.domain.Decision;
import io.tunnelwatch.processor.domain.TargetState;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.runtime.ManualWatchdog;
import io.tunnelwatch.processor.topology.DecisionListener;
import io.tunnelwatch.processor.topology.ManualDetection;
import io.tunnelwatch.sink.history.ManualHistory;
import io.tunnelwatch.sink.model.ManualReadModel;
import io.tunnelwatch.sink.serve.ManualPage;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.ConnectionView;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.TargetSilent;
import io.tunnelwatch.v1.TargetView;
import io.tunnelwatch.v1.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Two poller processes, a processor, a history and a page over one or two targets, with all faults that can hit them. */
final class World {
    private static final Duration TICK = Duration.ofSeconds(5);
    private static final Duration RESTART = Duration.ofSeconds(10);

    /** The time for which a view may lag behind its transition before the page says so, plus a tick or two. */
    private static final Duration CATCHES_UP = Duration.ofSeconds(20);

    private static final List<Long> INTERVALS = List.of(15L, 30L, 30L, 60L);

    final long seed;
    final Duration interval;
    final List<Place> places = new ArrayList<>();
    final List<ManualProcessorContext.Forwarded> told = new ArrayList<>();
    final List<ManualProcessorContext.Forwarded> recorded = new ArrayList<>();
    private final WorldClock hand = new WorldClock();
    private final List<Machine> pollers = List.of(new Machine(), new Machine());
    private final Machine processor = new Machine();
    private final Machine history = new Machine();
    private final Machine page = new Machine();
    private final KeptState historyState = new KeptState();
    private @Nullable ManualHistory historian;
    private @Nullable ManualWatchdog watchdog;
    private ManualReadModel model;
    private int historyRead;
    private final TreeMap<String, Integer> pageRead = new TreeMap<>();
    private final TreeMap<String, Duration> wronglyGreen = new TreeMap<>();
    boolean forgot;
    boolean historyForgot;

    World(long seed, Duration until) {
        this.seed = seed;
        var random = new SplittableRandom(seed);
        interval = Duration.ofSeconds(INTERVALS.get(random.nextInt(INTERVALS.size())));
        int targets = 1 + random.nextInt(2);
        for (int i = 0; i < targets; i++) {
            places.add(new Place(i, new Truth(seed * 31 + i, until)));
        }
        model = new ManualReadModel(page.wall, hand::nanos);
    }

    /** A machine, or a program on it. */
    private final class Machine {
        final ManualClock wall = hand.wall();
        Duration stuckUntil = Duration.ZERO;
        Duration downUntil = Duration.ZERO;
        boolean isUp = true;

        boolean works() {
            return isUp && hand.now().compareTo(stuckUntil) >= 0 && hand.now().compareTo(downUntil) >= 0;
        }
    }

    /** The state of a part that survives its restarts. */
    private static final class KeptState {
        Map<String, Map<String, byte[]>> kept = Map.of();
    }

    /** A target: its truth, its partition, its poller, and how far it is judged. */
    final class Place {
        final TargetId target;
        final Truth truth;
        final Partition log = new Partition();
        final List<@Nullable Polled> polled = new ArrayList<>();
        private final KeptState state = new KeptState();
        private @Nullable ManualDetection detection;
        private int read;
        private int pageRead;
        private @Nullable Heard heard;

        @Nullable
        Verdict lastScan;

        Place(int number, Truth truth) {
            this.target = new TargetId("acct" + number, "cn-hangzhou");
            this.truth = truth;
            polled.add(new Polled(this, pollers.get(0)));
            polled.add(null);
        }
    }

    /** One target, polled by one poller process. */
    private final class Polled {
        final Machine machine;
        final OwnedPartition shard;
        final ManualPoller poller;
        private Duration due;

        Polled(Place place, Machine machine) {
            this.machine = machine;
            this.shard = new OwnedPartition(0, place.log.writer());
            var options = new PollOptions(interval, Duration.ofMinutes(15), interval, 0.2, false, false);
            this.poller = new ManualPoller(new TargetPoller(
                    place.target, options, place.truth, shard, new Unheard(), machine.wall, new Random(seed)));
            this.due = at(poller.firstDue());
        }

        void lookIfDue() {
            if (machine.works() && hand.now().compareTo(due) >= 0) {
                due = at(poller.poll());
            }
        }

        /** Time of a timer, which counts from now: setting the clock meanwhile does not set the timer. */
        private Duration at(Instant time) {
            return hand.now().plus(Duration.between(machine.wall.instant(), time));
        }
    }

    private static final class Unheard implements PollListener {
        @Override
        public void scanned(TargetId target, Scan scan) {}

        @Override
        public void committed(TargetId target, List<Observation> observations, int connections) {}
    }

    /** Runs for so long with these faults, and then without any. */
    void live(List<WorldFault> faults, Duration until, Duration after) {
        int next = 0;
        while (hand.now().compareTo(until) < 0) {
            while (next < faults.size() && faults.get(next).at().compareTo(hand.now()) <= 0) {
                strike(faults.get(next++));
            }
            tick();
        }
        heal();
        while (hand.now().compareTo(until.plus(after)) < 0) {
            tick();
        }
    }

    private void tick() {
        var random = new SplittableRandom(seed ^ (hand.now().toSeconds() * 0x9E3779B97F4A7C15L));
        places.forEach(it -> it.truth.advance(hand.now()));
        for (int i = 0; i < 2; i++) {
            for (Place place : places) {
                Polled it = place.polled.get((int) (hand.now().toSeconds() + i) % 2);
                if (it != null) {
                    it.lookIfDue();
                }
            }
        }
        judge(random);
        recordHistory(random);
        readPage(random);
        lookAtPage();
        hand.advance(TICK);
    }

    private void judge(SplittableRandom random) {
        if (!processor.works()) {
            return;
        }
        ManualWatchdog dog = watchdog;
        if (dog == null) {
            dog = new ManualWatchdog(processor.wall, hand::nanos);
            watchdog = dog;
            places.forEach(it -> it.heard = it.state.kept.isEmpty() ? null : Heard.remembered(hand.now(), interval));
        }
        for (Place place : places) {
            judge(place, dog, random);
        }
        for (Observation it : dog.check()) {
            place(it.getAccount()).log.append(it);
        }
        places.forEach(this::holdSilenceAgainstIt);
    }

    private Place place(String account) {
        return places.stream()
                .filter(it -> it.target.account().equals(account))
                .findFirst()
                .orElseThrow();
    }

    private void judge(Place place, ManualWatchdog dog, SplittableRandom random) {
        ManualDetection detection = place.detection;
        if (detection == null) {
            detection = new ManualDetection(place.state.kept, new Witnessed(place, dog.witness()));
            place.detection = detection;
        }
        var batch = new ArrayList<ManualProcessorContext.Forwarded>();
        int end = Math.min(place.log.size(), place.read + 1 + random.nextInt(200));
        for (int i = place.read; i < end; i++) {
            Observation it = place.log.get(i);
            batch.addAll(detection.process(place.target.key(), it));
            if (!(it.getBody() instanceof TargetSilent)) {
                place.heard = Heard.of(it, hand.now());
            }
        }
        if (end > place.read) {
            place.read = end;
            place.state.kept = detection.kept();
            told.addAll(batch);
        }
    }

    /**
     * When a poller last reported, and for how long after that its silence is accepted: until the announced scan and two more
     * intervals. After a restart, for three intervals.
     */
    private record Heard(Duration at, Duration patience) {
        private static final Duration SHORTEST = Duration.ofSeconds(10);

        static Heard of(Observation it, Duration now) {
            var promised = Duration.between(it.getObservedAt(), it.getNextPollDue());
            return new Heard(now, atLeast(promised.plus(Duration.ofMillis(2 * it.getPollIntervalMillis()))));
        }

        static Heard remembered(Duration now, Duration interval) {
            return new Heard(now, atLeast(interval.multipliedBy(3)));
        }

        private static Duration atLeast(Duration patience) {
            return patience.compareTo(SHORTEST) < 0 ? SHORTEST : patience;
        }

        boolean isOverdue(Duration now) {
            return now.minus(at).compareTo(patience.plus(TICK)) > 0;
        }
    }

    /** Forwards decisions to the watchdog, and records the result of each scan's end. */
    private record Witnessed(Place place, DecisionListener watchdog) implements DecisionListener {
        @Override
        public void assigned(Collection<TargetState> targets) {
            watchdog.assigned(targets);
        }

        @Override
        public void revoked(Collection<io.tunnelwatch.processor.domain.observation.Target> targets) {
            watchdog.revoked(targets);
        }

        @Override
        public void decided(
                io.tunnelwatch.processor.domain.observation.Observation observation, Instant due, Decision decision) {
            place.lastScan = ofScan(decision, place.lastScan);
            watchdog.decided(observation, due, decision);
        }
    }

    /** Judges a batch without committing it. */
    private void tear(Place place) {
        ManualDetection detection = place.detection;
        if (detection != null) {
            for (int i = place.read; i < place.log.size(); i++) {
                detection.process(place.target.key(), place.log.get(i));
            }
        }
    }

    private static @Nullable Verdict ofScan(Decision decision, @Nullable Verdict before) {
        return decision.verdicts().stream()
                .map(Decision.NotedVerdict::verdict)
                .filter(it -> it == Verdict.SCAN_COMPLETED || it == Verdict.DIVERGED)
                .findFirst()
                .orElse(before);
    }

    /**
     * The watchdog has reported a poller that was silent for long enough, whatever happened to its clock and however often it
     * was restarted.
     */
    private void holdSilenceAgainstIt(Place place) {
        Heard heard = place.heard;
        if (heard != null && heard.isOverdue(hand.now())) {
            // A poller that has just returned may have written behind it, and the processor may not have read that yet.
            assertThat(IntStream.range(Math.max(0, place.read - 1), place.log.size())
                            .mapToObj(place.log::get)
                            .anyMatch(it -> it.getBody() instanceof TargetSilent))
                    .as("%s: %s, and it is %s", place.target, heard, hand.now())
                    .isTrue();
        }
    }

    private void recordHistory(SplittableRandom random) {
        if (!history.works()) {
            return;
        }
        ManualHistory it = historian;
        if (it == null) {
            it = new ManualHistory(historyState.kept);
            historian = it;
        }
        int most = Math.max(300, (told.size() - historyRead) / 50);
        int end = Math.min(told.size(), historyRead + 1 + random.nextInt(most));
        for (int i = historyRead; i < end; i++) {
            if (told.get(i).value() instanceof Transition transition) {
                recorded.addAll(it.process(told.get(i).key(), transition));
            }
        }
        if (end > historyRead) {
            historyRead = end;
            historyState.kept = it.kept();
        }
    }

    private void readPage(SplittableRandom random) {
        if (!page.works()) {
            return;
        }
        var topics = new ArrayList<Runnable>();
        topics.add(() -> readTold(told, "told"));
        topics.add(() -> readTold(recorded, "recorded"));
        places.forEach(place -> topics.add(() -> {
            for (; place.pageRead < place.log.size(); place.pageRead++) {
                model.put(place.log.get(place.pageRead));
            }
        }));
        while (!topics.isEmpty()) {
            topics.remove(random.nextInt(topics.size())).run();
        }
        model.markCaughtUp();
    }

    private void readTold(List<ManualProcessorContext.Forwarded> from, String name) {
        for (int i = pageRead.getOrDefault(name, 0); i < from.size(); i++) {
            model.put(from.get(i).key(), from.get(i).value());
        }
        pageRead.put(name, from.size());
    }

    /**
     * The page never shows green for longer than three intervals while a connection is red, unless it says that it does not
     * know. To a page whose clock is behind, late scans look recent; but only for three intervals by the monotonic clock.
     */
    private void lookAtPage() {
        var shown = ManualPage.states(model.model(), page.wall.instant());
        Duration patience = interval.multipliedBy(3).plusSeconds(2).plus(TICK.multipliedBy(4));
        Duration catchesUp = hand.isBehind(page.wall) ? patience : CATCHES_UP;
        for (Place place : places) {
            place.truth.downSince().forEach((id, since) -> {
                boolean forLong = hand.now().minus(since).compareTo(patience) > 0;
                String key = place.target.account() + " " + id;
                boolean green = shown.get(key) == FacetState.UP || shown.get(key) == FacetState.DEGRADED;
                if (!forLong || !green) {
                    wronglyGreen.remove(key);
                    return;
                }
                Duration from = wronglyGreen.computeIfAbsent(key, any -> hand.now());
                assertThat(hand.now().minus(from))
                        .as("%s is down since %s, and from %s the page calls it %s", key, since, from, shown.get(key))
                        .isLessThan(catchesUp);
            });
        }
    }

    private void strike(WorldFault it) {
        Duration until = hand.now().plus(it.lasts());
        Place place = places.get(it.part() % places.size());
        Machine poller = pollers.get(it.part());
        switch (it.kind()) {
            case POLLER_CRASHES -> restart(it.part(), until);
            case POLLER_STUCK -> poller.stuckUntil = until;
            case POLLER_TAKES_OVER -> takeOver(place);
            case POLLER_CLOCK -> hand.setWrong(poller.wall, it.lasts());
            case LOG_AWAY -> place.log.away = !place.log.away;
            case COMMIT_LOST -> place.log.next = Partition.Next.IS_LOST;
            case COMMIT_UNNOTICED -> place.log.next = Partition.Next.COMMITS_UNNOTICED;
            case CLOUD_FAILS -> place.truth.fails(until);
            case CLOUD_HIDES -> place.truth.hides(until);
            case PROCESSOR_CRASHES -> killProcessor(until);
            case PROCESSOR_STUCK -> processor.stuckUntil = until;
            case PROCESSOR_TORN -> {
                places.forEach(this::tear);
                killProcessor(hand.now().plus(RESTART));
            }
            case PROCESSOR_FORGETS -> {
                killProcessor(until);
                place.state.kept = Map.of();
                place.read = 0;
                forgot = true;
            }
            case PROCESSOR_CLOCK -> hand.setWrong(processor.wall, it.lasts());
            case HISTORY_CRASHES -> {
                historian = null;
                history.downUntil = until;
            }
            case HISTORY_STUCK -> history.stuckUntil = until;
            case HISTORY_FORGETS -> {
                historian = null;
                historyState.kept = Map.of();
                historyRead = 0;
                historyForgot = true;
            }
            case PAGE_RESTARTS -> restartPage();
            case PAGE_STUCK -> page.stuckUntil = until;
            case PAGE_CLOCK -> hand.setWrong(page.wall, it.lasts());
        }
    }

    private void restart(int which, Duration until) {
        pollers.get(which).downUntil = until;
        places.forEach(it -> {
            if (it.polled.get(which) != null) {
                it.polled.set(which, new Polled(it, pollers.get(which)));
            }
        });
    }

    /** The other process takes over the target. The previous poller is told, or goes on until it is fenced and is told then. */
    private void takeOver(Place place) {
        int owner = place.polled.get(0) != null ? 0 : 1;
        Polled before = place.polled.get(owner);
        boolean both = before != null && place.polled.get(1 - owner) != null;
        if (both) {
            before.shard.close();
            place.polled.set(owner, null);
        } else {
            place.polled.set(1 - owner, new Polled(place, pollers.get(1 - owner)));
        }
    }

    private void killProcessor(Duration until) {
        processor.downUntil = until;
        watchdog = null;
        places.forEach(it -> it.detection = null);
    }

    private void restartPage() {
        model = new ManualReadModel(page.wall, hand::nanos);
        pageRead.clear();
        places.forEach(it -> it.pageRead = 0);
    }

    /** Repairs everything, and sets all clocks right. */
    private void heal() {
        places.forEach(it -> {
            it.log.away = false;
            it.log.next = Partition.Next.COMMITS;
            it.truth.heals();
            if (it.polled.get(0) != null && it.polled.get(1) != null) {
                takeOver(it);
            }
        });
        List.of(pollers.get(0), pollers.get(1), processor, history, page).forEach(it -> {
            it.stuckUntil = Duration.ZERO;
            it.downUntil = Duration.ZERO;
            hand.setWrong(it.wall, Duration.ZERO);
        });
    }

    Map<String, FacetState> shown() {
        return ManualPage.states(model.model(), page.wall.instant());
    }

    Map<String, FacetState> truth() {
        var states = new TreeMap<String, FacetState>();
        places.forEach(place ->
                place.truth.states().forEach((id, state) -> states.put(place.target.account() + " " + id, state)));
        return states;
    }

    <T> List<T> told(Class<T> type) {
        return told.stream()
                .map(ManualProcessorContext.Forwarded::value)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    List<Interval> intervals() {
        return recorded.stream()
                .map(ManualProcessorContext.Forwarded::value)
                .filter(Interval.class::isInstance)
                .map(Interval.class::cast)
                .toList();
    }

    /** Whether a reader of these topics uses the value. */
    static boolean isRead(Object value) {
        return value instanceof Transition
                || value instanceof Alert
                || value instanceof TargetView
                || value instanceof ConnectionView
                || value instanceof Interval;
    }
}
