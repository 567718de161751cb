package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Observation.Body;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** One target, scanned every thirty seconds, and the detector's state of it: the vocabulary of the tables of cases. */
final class Scene {
    static final Target TARGET = new Target("acct", "cn-hangzhou");
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final Duration POLL = Duration.ofSeconds(30);

    final List<Event> events = new ArrayList<>();
    private final TreeMap<String, AlertRule> rules = new TreeMap<>();
    final List<Verdict> verdicts = new ArrayList<>();
    private Detector detector;
    private final InMemoryState memory = new InMemoryState();
    private final TreeMap<String, Long> hashes = new TreeMap<>();
    private Instant now = START;
    private long epoch = 1;
    private long scan;

    Scene() {
        this(Rules.defaults());
    }

    Scene(Rules rules) {
        detector = new Detector(rules);
    }

    /** The processor is started again with other rules. */
    Scene under(Rules rules) {
        detector = new Detector(rules);
        return this;
    }

    /** A complete scan thirty seconds later with snapshots of these connections and no others. */
    Scene scan(Snapshot... mentioned) {
        advance(POLL);
        return scanNow(mentioned);
    }

    Scene scanNow(Snapshot... mentioned) {
        return scanned(0, mentioned);
    }

    /** A complete scan that lacks too many connections for any to be treated as deleted. */
    Scene scanHolding(int deletionsHeld, Snapshot... mentioned) {
        advance(POLL);
        return scanned(deletionsHeld, mentioned);
    }

    private Scene scanned(int deletionsHeld, Snapshot... mentioned) {
        scan++;
        int index = 0;
        for (Snapshot it : mentioned) {
            hashes.put(it.connectionId(), it.contentHash());
            give(index++, it);
        }
        return give(index, new Observation.ScanCompleted(hashes.size(), digest(), deletionsHeld));
    }

    /** A scan whose records the processor never reads, such as those that retention deletes. */
    Scene lost(Snapshot... mentioned) {
        advance(POLL);
        scan++;
        List.of(mentioned).forEach(it -> hashes.put(it.connectionId(), it.contentHash()));
        return this;
    }

    /** The same, with a deletion. */
    Scene lostDeletion(String connectionId) {
        hashes.remove(connectionId);
        return lost();
    }

    Scene quiet(int scans) {
        for (int i = 0; i < scans; i++) {
            scan();
        }
        return this;
    }

    /** One connection is read again between two scans. */
    Scene recheck(Snapshot it) {
        advance(Duration.ofSeconds(10));
        scan++;
        return give(0, it);
    }

    Scene failedScan(Observation.Failure failure) {
        advance(POLL);
        scan++;
        return give(0, new Observation.ScanFailed(failure, "Code"));
    }

    Scene gone(String connectionId) {
        advance(POLL);
        scan++;
        hashes.remove(connectionId);
        give(0, new Observation.Gone(connectionId));
        return give(1, new Observation.ScanCompleted(hashes.size(), digest()));
    }

    Scene silent() {
        advance(POLL);
        return give(1_000 + (int) scan, new Observation.Silent());
    }

    Scene retired() {
        advance(POLL);
        scan++;
        return give(0, new Observation.Retired());
    }

    Scene diagnosed(String connectionId, String code) {
        scan++;
        return give(0, new Observation.Diagnosis(connectionId, code));
    }

    Scene advance(Duration by) {
        now = now.plus(by);
        return this;
    }

    Scene takeOver() {
        epoch++;
        scan = 0;
        return this;
    }

    /** Gives the detector a record unchanged, with its order. */
    Scene give(Observation observation) {
        Decision decision = memory.decide(detector, observation);
        events.addAll(decision.events());
        decision.events().forEach(event -> {
            if (event instanceof AlertStep step) {
                rules.put(step.fingerprint(), step.key().rule());
            }
        });
        decision.verdicts().forEach(it -> verdicts.add(it.verdict()));
        return this;
    }

    private Scene give(int index, Body body) {
        return give(new Observation(TARGET, new Order(epoch, scan, index), now, POLL, body));
    }

    Instant now() {
        return now;
    }

    List<Transition> transitions() {
        return events.stream()
                .filter(Transition.class::isInstance)
                .map(Transition.class::cast)
                .toList();
    }

    List<Transition> changesOf(String entity, FacetKind kind) {
        return transitions().stream()
                .filter(it -> new FacetId(entity, kind).equals(it.facet()))
                .toList();
    }

    List<AlertStep> steps() {
        return events.stream()
                .filter(AlertStep.class::isInstance)
                .map(AlertStep.class::cast)
                .toList();
    }

    List<String> told() {
        return steps().stream().map(it -> it.key().rule() + " " + it.status()).toList();
    }

    /** The alerts as a receiver sees them, with their inhibitors. */
    List<String> heard() {
        return steps().stream()
                .map(it -> it.key().rule() + " " + it.status()
                        + (it.published().inhibitedBy() == null
                                ? ""
                                : " inhibited by " + rules.get(it.published().inhibitedBy())))
                .toList();
    }

    Scene forgetEvents() {
        events.clear();
        verdicts.clear();
        return this;
    }

    private long digest() {
        return hashes.values().stream().mapToLong(Long::longValue).sum();
    }
}
