package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.AlertState.Trouble;
import io.tunnelwatch.processor.domain.SecondLife.Look;
import io.tunnelwatch.processor.domain.SecondLife.Said;
import io.tunnelwatch.processor.domain.SecondLife.Seen;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The contract once more, by someone who keeps everything and remembers nothing: whole histories in lists, looked through
 * again at every question, and every connection weighed at the end of every scan. Slow, and plain enough to be believed. It
 * shares with the detector how facets are read and which are bad, no more.
 */
final class SecondOpinion {
    private record Facet(Instant at, Reading reading) {}

    private static final class Line {
        Snapshot snapshot;
        Instant seenAt;
        Instant diagnosedAt = Instant.MIN;
        String diagnosis = "";
        final TreeMap<FacetId, List<Facet>> facets = new TreeMap<>();
        final TreeMap<AlertKey, SecondLife> alerts = new TreeMap<>();

        Line(Snapshot snapshot, Instant seenAt) {
            this.snapshot = snapshot;
            this.seenAt = seenAt;
        }

        @Nullable
        SecondLife down() {
            return alerts.get(new AlertKey(snapshot.connectionId(), AlertRule.ConnectionDown));
        }

        TreeMap<FacetId, FacetValue> now() {
            var now = new TreeMap<FacetId, FacetValue>();
            facets.forEach((facet, all) -> {
                Facet last = all.get(all.size() - 1);
                now.put(facet, new FacetValue(last.reading(), last.at()));
            });
            return now;
        }
    }

    private static final class Group {
        final SecondLife life = new SecondLife();
        TreeSet<String> members = new TreeSet<>();
        int enough;
    }

    private static final AlertKey STORM = new AlertKey(Scene.TARGET.toString(), AlertRule.Summary);

    private final Rules rules;
    private final List<Observation> heard = new ArrayList<>();
    private final TreeMap<String, Line> lines = new TreeMap<>();
    private final TreeMap<String, Group> groups = new TreeMap<>();
    private final Group storm = new Group();
    private final List<Facet> freshness = new ArrayList<>();
    private final SecondLife stale = new SecondLife();
    private final List<String> out = new ArrayList<>();
    private Instant now = Instant.MIN;
    private @Nullable Instant complete;
    private boolean outOfSight;

    SecondOpinion(Rules rules) {
        this.rules = rules;
    }

    /** What is to be told, in no order. */
    List<String> on(Observation it) {
        out.clear();
        Observation before = heard.isEmpty() ? null : heard.get(heard.size() - 1);
        if (before != null && !it.order().isPast(before.order())) {
            return List.of();
        }
        Instant lastHeard = before == null ? it.observedAt() : now;
        now = it.observedAt().isBefore(now) ? now : it.observedAt();
        heard.add(it);
        Instant seen = complete == null ? heard.get(0).observedAt() : complete;
        boolean gap = before != null
                && Duration.between(seen, now).compareTo(before.pollInterval().multipliedBy(3)) > 0;
        if (gap && !outOfSight && complete != null) {
            outOfSight = true;
            lines.values().forEach(this::loseFromSight);
            groups.values().forEach(group -> group.life.see(look(new Condition.Untold(), now, false), false, now));
            storm.life.see(look(new Condition.Untold(), now, false), false, now);
            dissolve();
        }
        Observation.Body body = it.body();
        if (body instanceof Snapshot snapshot) {
            takeIn(snapshot);
        } else if (body instanceof Observation.Gone gone && lines.containsKey(gone.connectionId())) {
            end(Objects.requireNonNull(lines.get(gone.connectionId())));
        } else if (body instanceof Observation.ScanCompleted scan) {
            complete(scan, lastHeard);
        } else if (body instanceof Observation.ScanFailed failed) {
            fail(failed, gap, lastHeard);
        } else if (body instanceof Observation.Diagnosis diagnosis && lines.containsKey(diagnosis.connectionId())) {
            diagnosed(Objects.requireNonNull(lines.get(diagnosis.connectionId())), diagnosis.code());
        } else if (body instanceof Observation.Silent) {
            lost(new Reading(FacetState.DOWN, FacetReason.POLLER_SILENT, ""), lastHeard);
        }
        return out.stream().sorted().toList();
    }

    private void diagnosed(Line line, String code) {
        for (var alert : line.alerts.entrySet()) {
            SecondLife life = alert.getValue();
            boolean ofTheDrop = alert.getKey().rule().compareTo(AlertRule.BgpDown) < 0;
            boolean known = life.isOpen()
                    && line.diagnosis.equals(code)
                    && !line.diagnosedAt.isBefore(life.onset().at());
            if (ofTheDrop && life.isOpen() && !known && life.isToldCalmly()) {
                publish(alert.getKey(), life.explain(now));
                break;
            }
        }
        line.diagnosis = code;
        line.diagnosedAt = now;
    }

    private void takeIn(Snapshot it) {
        Line line = lines.get(it.connectionId());
        if (line != null && it.isOtherThan(line.snapshot)) {
            end(line);
            line = null;
        }
        if (line == null) {
            if (complete != null) {
                out.add("CONNECTION_CREATED " + it.connectionId());
            }
            line = new Line(it, now);
            lines.put(it.connectionId(), line);
        } else if (line.snapshot.contentHash() == it.contentHash() && !isOutOfSight(line)) {
            return;
        } else if (!line.snapshot.configuration().equals(it.configuration())) {
            out.add("CONFIGURATION_CHANGED " + it.connectionId());
        }
        become(line, it, Facets.read(it), now);
    }

    private void loseFromSight(Line line) {
        var unseen = new TreeMap<FacetId, Reading>();
        line.facets.keySet().forEach(facet -> unseen.put(facet, Reading.OUT_OF_SIGHT));
        become(line, line.snapshot, unseen, seenAt(line));
    }

    private void become(Line line, Snapshot snapshot, Map<FacetId, Reading> readings, Instant since) {
        var known = new TreeSet<>(line.facets.keySet());
        Instant seenBefore = seenAt(line);
        known.stream().filter(it -> !readings.containsKey(it)).forEach(it -> {
            out.add("FACET_ENDED " + it);
            line.facets.remove(it);
        });
        readings.forEach((facet, reading) -> {
            var all = line.facets.computeIfAbsent(facet, any -> new ArrayList<>());
            note(facet, all, reading, since, known.contains(facet) ? seenBefore : now);
        });
        line.snapshot = snapshot;
        line.seenAt = since.equals(now) ? now : line.seenAt;
        var conditions =
                Conditions.of(new ConnectionState(snapshot, now, line.now(), new TreeMap<>(), Clues.NONE), rules);
        new TreeSet<>(line.alerts.keySet())
                .stream().filter(it -> !conditions.containsKey(it)).forEach(it -> end(line, it));
        conditions.forEach((key, judged) -> {
            SecondLife life = line.alerts.computeIfAbsent(key, any -> new SecondLife());
            boolean initial = !known.contains(judged.facet());
            Seen look = look(judged.condition(), initial ? now : seenBefore, initial);
            life.see(look, life.wasGood() && look.look() == Look.BAD, now);
        });
    }

    private void note(FacetId facet, List<Facet> all, Reading reading, Instant since, Instant notBefore) {
        Reading before = all.isEmpty() ? null : all.get(all.size() - 1).reading();
        if (before == null || before.differsFrom(reading)) {
            all.add(new Facet(since, reading));
            String kind = before == null ? "FIRST_SEEN " : "FACET_CHANGED ";
            out.add(kind + facet + " " + before + " " + reading + " " + since + " " + notBefore + " " + now);
        }
    }

    private Seen look(Condition condition, Instant notBefore, boolean initial) {
        Trouble trouble = condition instanceof Condition.Bad bad ? bad.trouble() : null;
        Look look = trouble != null ? Look.BAD : condition instanceof Condition.Good ? Look.GOOD : Look.UNTOLD;
        return new Seen(now, look, false, trouble, notBefore, initial);
    }

    private void end(Line line) {
        line.facets.keySet().forEach(it -> out.add("FACET_ENDED " + it));
        out.add("CONNECTION_DELETED " + line.snapshot.connectionId());
        new TreeSet<>(line.alerts.keySet()).forEach(it -> end(line, it));
        lines.remove(line.snapshot.connectionId());
    }

    private void end(Line line, AlertKey key) {
        publish(key, Objects.requireNonNull(line.alerts.remove(key)).end());
    }

    private void complete(Observation.ScanCompleted scan, Instant lastHeard) {
        fresh(
                scan.deletionsHeld() == 0
                        ? new Reading(FacetState.UP, FacetReason.SCANS_COMPLETE, "")
                        : new Reading(
                                FacetState.DEGRADED, FacetReason.DELETIONS_HELD, scan.deletionsHeld() + " missing"),
                lastHeard);
        if (outOfSight) {
            outOfSight = false;
            lines.values().stream()
                    .filter(SecondOpinion::isOutOfSight)
                    .forEach(it -> become(it, it.snapshot, Facets.read(it.snapshot), now));
        }
        correlate();
        groups.forEach(this::endOfScan);
        dissolve();
        storm();
        weighAll(true);
        complete = now;
    }

    private void fail(Observation.ScanFailed failed, boolean gap, Instant lastHeard) {
        switch (failed.failure()) {
            case CREDENTIALS ->
                lost(new Reading(FacetState.DOWN, FacetReason.CREDENTIALS_REFUSED, failed.code()), lastHeard);
            case DENIED -> lost(new Reading(FacetState.DOWN, FacetReason.PERMISSION_REFUSED, failed.code()), lastHeard);
            case OTHER -> {
                if (gap) {
                    lost(new Reading(FacetState.DOWN, FacetReason.SCANS_FAILING, failed.code()), lastHeard);
                }
            }
        }
    }

    private void lost(Reading reading, Instant lastHeard) {
        String speaker = staleSpeaks();
        fresh(reading, lastHeard);
        if (!Objects.equals(speaker, staleSpeaks())) {
            groups.forEach((gateway, group) -> {
                group.life.under(staleSpeaks(), now);
                publish(key(gateway), group.life.speak(List.copyOf(group.members), now));
            });
            storm.life.under(staleSpeaks(), now);
            publish(STORM, storm.life.speak(List.copyOf(storm.members), now));
            weighAll(false);
        }
    }

    private void fresh(Reading reading, Instant lastHeard) {
        Instant notBefore = freshness.isEmpty() || complete == null ? now : complete;
        boolean first = freshness.isEmpty();
        Instant seen = reading.state() == FacetState.UP && !first ? lastHeard : notBefore;
        note(new FacetId(Scene.TARGET.toString(), FacetKind.FRESHNESS), freshness, reading, now, first ? now : seen);
        Seen look = look(Conditions.freshness(reading), complete == null ? now : complete, first);
        stale.see(look, stale.wasGood() && look.look() == Look.BAD, now);
        var key = new AlertKey(Scene.TARGET.toString(), AlertRule.TargetStale);
        stale.endOfScan(rules.hold(key.rule()), now);
        publish(key, stale.speak(List.of(), now));
    }

    private @Nullable String staleSpeaks() {
        var key = new AlertKey(Scene.TARGET.toString(), AlertRule.TargetStale);
        boolean blind = !freshness.isEmpty()
                && freshness.get(freshness.size() - 1).reading().state() == FacetState.DOWN;
        return blind && stale.told() != null && stale.stands() && stale.last() == Look.BAD ? fingerprint(key) : null;
    }

    /** Sets that went down within two minutes and share a gateway: the largest first, by the tightest gateway it has. */
    private void correlate() {
        var alone = new TreeSet<String>();
        lines.forEach((id, line) -> {
            Seen since = line.down() == null ? null : line.down().badFrom();
            if (since != null && !since.at().isBefore(now.minusSeconds(120))) {
                var open = line.snapshot.gateways().stream()
                        .filter(it -> groups.containsKey(it) && group(it).life.isOpen())
                        .toList();
                open.forEach(it -> group(it).members.add(id));
                alone.addAll(open.isEmpty() ? List.of(id) : List.of());
            }
        });
        for (String best = tightest(alone); best != null; best = tightest(alone)) {
            begin(best, on(best, alone));
            alone.removeAll(on(best, alone));
        }
    }

    private @Nullable String tightest(TreeSet<String> alone) {
        String best = null;
        int most = 1;
        for (String gateway : gateways()) {
            int all = on(gateway, lines.keySet()).size();
            int here = on(gateway, alone).size();
            boolean enough = here >= 3 || (here == 2 && all == 2);
            boolean tighter = best != null
                    && here == most
                    && all < on(best, lines.keySet()).size();
            if (enough && (here > most || tighter)) {
                best = gateway;
                most = here;
            }
        }
        return best;
    }

    private TreeSet<String> gateways() {
        var all = new TreeSet<String>();
        lines.values().forEach(it -> all.addAll(it.snapshot.gateways()));
        return all;
    }

    private TreeSet<String> on(String gateway, Collection<String> of) {
        var on = new TreeSet<>(of);
        on.removeIf(
                id -> !Objects.requireNonNull(lines.get(id)).snapshot.gateways().contains(gateway));
        return on;
    }

    private Group group(String gateway) {
        return groups.computeIfAbsent(gateway, any -> new Group());
    }

    private void begin(String gateway, TreeSet<String> members) {
        Group group = group(gateway);
        group.members = members;
        group.enough = Math.min(3, on(gateway, lines.keySet()).size());
        var downs = members.stream()
                .map(it -> Objects.requireNonNull(lines.get(it)).down())
                .map(Objects::requireNonNull)
                .toList();
        Severity worst = downs.stream()
                .map(it -> it.trouble().severity())
                .max(Severity::compareTo)
                .orElseThrow();
        boolean initial = downs.stream().allMatch(it -> it.onset().initial());
        var look = new Seen(
                downs.stream()
                        .map(it -> it.onset().at())
                        .min(Instant::compareTo)
                        .orElseThrow(),
                Look.BAD,
                false,
                new Trouble(worst, new Reading(FacetState.DOWN, FacetReason.SHARED_GATEWAY, "")),
                downs.stream()
                        .map(it -> it.onset().notBefore())
                        .min(Instant::compareTo)
                        .orElseThrow(),
                initial);
        group.life.see(look, !initial, now);
    }

    private void endOfScan(String gateway, Group group) {
        group.life.under(null, now);
        boolean due = group.life.stands();
        if (group.life.isOpen()) {
            int bad = 0;
            for (String id : group.members) {
                Line line = lines.get(id);
                SecondLife down = line == null ? null : line.down();
                if (line != null && down != null && down.isBad()) {
                    bad++;
                    due |= down.firesNow(
                            rules.hold(AlertRule.ConnectionDown, line.snapshot).until(), now);
                }
            }
            boolean isBad = bad >= (group.life.stands() ? 2 : group.enough);
            var condition = isBad ? new Condition.Bad(group.life.trouble()) : new Condition.Good(false);
            boolean again = group.life.stands() && group.life.last() == Look.GOOD && isBad;
            group.life.see(look(condition, complete == null ? now : complete, false), again, now);
        }
        Duration keep = rules.hold(AlertRule.GatewayDown).keepFiring();
        group.life.endOfScan(new Rules.Hold(due ? Duration.ZERO : Duration.ofDays(9_999), keep), now);
        publish(key(gateway), group.life.speak(List.copyOf(group.members), now));
    }

    /** What was bad from the start, if it is more than a few. */
    private void storm() {
        var fresh = new TreeSet<String>();
        lines.forEach((id, line) -> line.alerts.forEach((key, life) -> {
            Duration hold = rules.hold(key.rule(), line.snapshot).until();
            if (groupOf(id) == null && life.told() == null && isOld(life) && life.firesNow(hold, now)) {
                fresh.add(id);
            }
        }));
        boolean stood = storm.life.isOpen();
        if (stood || fresh.size() > Math.max(20, lines.size() / 10)) {
            storm.members.addAll(fresh);
        }
        var old = lines.entrySet().stream()
                .filter(it -> storm.members.contains(it.getKey()))
                .flatMap(it -> it.getValue().alerts.values().stream())
                .filter(this::isOld)
                .toList();
        if (!stood && !storm.members.isEmpty()) {
            Severity worst = old.stream()
                    .map(it -> it.trouble().severity())
                    .max(Severity::compareTo)
                    .orElseThrow();
            Instant since = old.stream()
                    .map(it -> it.onset().at())
                    .min(Instant::compareTo)
                    .orElseThrow();
            var trouble = new Trouble(worst, new Reading(FacetState.DOWN, FacetReason.STORM, ""));
            storm.life.fireAtOnce(new Seen(since, Look.BAD, false, trouble, since, true));
        }
        storm.life.under(null, now);
        if (storm.life.isOpen()) {
            boolean isBad = old.stream().anyMatch(SecondLife::isBad);
            boolean again = storm.life.last() == Look.GOOD && isBad;
            var condition = isBad ? new Condition.Bad(storm.life.trouble()) : new Condition.Good(false);
            storm.life.see(look(condition, complete == null ? now : complete, false), again, now);
        }
        var hold = new Rules.Hold(Duration.ZERO, rules.hold(AlertRule.Summary).keepFiring());
        storm.life.endOfScan(hold, now);
        publish(STORM, storm.life.speak(List.copyOf(storm.members), now));
        dissolve();
    }

    private boolean isOld(SecondLife life) {
        Observation first = heard.get(0);
        Duration cold = heard.get(heard.size() - 1).pollInterval().multipliedBy(3);
        return life.isOpen()
                && life.onset().initial()
                && !life.onset().at().isAfter(first.observedAt().plus(cold));
    }

    private void dissolve() {
        storm.members = storm.life.isOpen() ? storm.members : new TreeSet<>();
        groups.values().stream().filter(it -> !it.life.isOpen()).forEach(it -> it.members = new TreeSet<>());
    }

    /** Every alert of every connection, the cause before what follows from it. */
    private void weighAll(boolean endOfScan) {
        lines.values()
                .forEach(line -> line.alerts.forEach((key, life) -> {
                    life.under(speaker(line, key, life), now);
                    if (endOfScan) {
                        life.endOfScan(rules.hold(key.rule(), line.snapshot), now);
                    }
                    publish(key, life.speak(List.of(), now));
                }));
    }

    private @Nullable String speaker(Line line, AlertKey child, SecondLife life) {
        if (staleSpeaks() != null) {
            return staleSpeaks();
        }
        if (storm.life.told() != null && storm.members.contains(line.snapshot.connectionId()) && isOld(life)) {
            return fingerprint(STORM);
        }
        if (groupOf(line.snapshot.connectionId()) != null) {
            return groupOf(line.snapshot.connectionId());
        }
        for (var parent : line.alerts.entrySet()) {
            if (parent.getValue().told() != null
                    && parent.getKey().rule().compareTo(child.rule()) < 0
                    && explains(line, parent.getKey(), child)) {
                return fingerprint(parent.getKey());
            }
        }
        return null;
    }

    private @Nullable String groupOf(String id) {
        return groups.entrySet().stream()
                .filter(it -> it.getValue().life.told() != null
                        && it.getValue().members.contains(id))
                .findFirst()
                .map(it -> fingerprint(key(it.getKey())))
                .orElse(null);
    }

    private static boolean explains(Line line, AlertKey parent, AlertKey child) {
        FacetValue tunnel = line.now().get(new FacetId(child.entity(), FacetKind.IPSEC));
        return parent.rule() == AlertRule.ConnectionDegraded
                ? tunnel != null && tunnel.state() != FacetState.UP
                : parent.rule() == AlertRule.ConnectionDown || parent.entity().equals(child.entity());
    }

    private void publish(AlertKey key, @Nullable Said said) {
        if (said != null) {
            Reading reading = said.trouble().reading();
            out.add(key + " " + said.status() + " active=" + said.active() + " "
                    + said.onset().at() + " " + said.onset().notBefore() + " "
                    + said.onset().initial() + " " + said.trouble().severity() + " " + reading.state() + " "
                    + reading.reason() + " " + said.firedAt()
                    + " by=" + said.by() + " " + said.members());
        }
    }

    private Instant seenAt(Line line) {
        return complete != null && complete.isAfter(line.seenAt) ? complete : line.seenAt;
    }

    private static boolean isOutOfSight(Line line) {
        return line.now().values().stream().anyMatch(it -> it.reading().isOutOfSight());
    }

    private static AlertKey key(String gateway) {
        return new AlertKey(gateway, AlertRule.GatewayDown);
    }

    private static String fingerprint(AlertKey key) {
        return Ids.fingerprint(Scene.TARGET, key);
    }

    /** An event as a line of this opinion. */
    static String line(Event event) {
        if (event instanceof AlertStep it) {
            Reading reading = it.trouble().reading();
            return it.key() + " " + it.status() + " active=" + it.isActive() + " "
                    + it.onset().since() + " " + it.onset().notBefore() + " "
                    + it.onset().initial() + " " + it.trouble().severity() + " " + reading.state() + " "
                    + reading.reason() + " " + it.firedAt()
                    + " by=" + it.inhibitedBy() + " " + it.members();
        }
        Transition it = (Transition) event;
        if (it.facet() == null) {
            return it.kind() + " " + it.connectionId();
        }
        if (it.to() == null) {
            return it.kind() + " " + it.facet();
        }
        Reading before = it.from() == null ? null : it.from().reading();
        return it.kind() + " " + it.facet() + " " + before + " " + it.to().reading() + " "
                + it.to().since() + " " + it.notBefore() + " " + it.detectedAt();
    }
}
