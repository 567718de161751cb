package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.alert.AlertRule.BgpDown;
import static io.tunnelwatch.processor.domain.alert.AlertRule.ConnectionDegraded;
import static io.tunnelwatch.processor.domain.alert.AlertRule.ConnectionDown;
import static io.tunnelwatch.processor.domain.alert.AlertRule.GatewayDown;
import static io.tunnelwatch.processor.domain.alert.AlertRule.Summary;
import static io.tunnelwatch.processor.domain.alert.AlertRule.TargetStale;

import io.tunnelwatch.processor.domain.SecondOpinionAlert.Look;
import io.tunnelwatch.processor.domain.SecondOpinionAlert.Onset;
import io.tunnelwatch.processor.domain.SecondOpinionAlert.Problem;
import io.tunnelwatch.processor.domain.SecondOpinionFacets.FacetSight;
import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.Reading;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.observation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A naive second implementation of the contract: every connection is evaluated at the end of every scan, whether anything
 * happened to it or not. It shares only names with the detector, and no rule: neither how a status is read nor how long an
 * alert waits.
 */
final class SecondOpinion {

    private static final class Line {
        Snapshot snapshot;
        Instant seenAt;
        String diagnosis = "";
        Instant diagnosedAt = Instant.MIN;
        final TreeMap<FacetId, FacetSight> facets = new TreeMap<>();
        final TreeMap<AlertKey, SecondOpinionAlert> alerts = new TreeMap<>();

        Line(Snapshot snapshot, Instant seenAt) {
            this.snapshot = snapshot;
            this.seenAt = seenAt;
        }

        SecondOpinionAlert down() {
            return alerts.getOrDefault(new AlertKey(snapshot.connectionId(), ConnectionDown), new SecondOpinionAlert());
        }
    }

    /** An alert that covers many connections. */
    private static final class Group {
        final SecondOpinionAlert life = new SecondOpinionAlert();
        TreeSet<String> members = new TreeSet<>();
        int enough;
    }

    private final SecondOpinionRules rules;
    private final TreeMap<String, Line> lines = new TreeMap<>();
    private final TreeMap<String, Group> groups = new TreeMap<>();
    private Group storm = new Group();
    private SecondOpinionAlert stale = new SecondOpinionAlert();
    private final List<String> out = new ArrayList<>();
    private @Nullable Observation last;
    private @Nullable FacetSight freshness;
    private @Nullable Instant complete;
    private Instant began = Instant.MIN;
    private Instant now = Instant.MIN;
    private boolean outOfSight;
    private boolean retired;
    private Target target = Scene.TARGET;

    SecondOpinion(Rules rules) {
        this.rules = new SecondOpinionRules(rules);
    }

    /** The events to publish, in no order. */
    List<String> on(Observation it) {
        out.clear();
        target = it.target();
        if (last != null && !it.order().isPast(last.order())) {
            return List.of();
        }
        if (retired && (it.body() instanceof Observation.Silent || it.body() instanceof Observation.Retired)) {
            now = it.observedAt().isBefore(now) ? now : it.observedAt();
            last = it;
            return List.of();
        }
        boolean anew = last == null || retired;
        retired = false;
        Instant time = it.observedAt().isBefore(now) ? now : it.observedAt();
        began = anew ? time : began;
        Instant lastHeard = anew ? time : now;
        now = it.observedAt().isBefore(now) ? now : it.observedAt();
        Instant seen = complete == null ? began : complete;
        Instant known = anew
                ? now
                : seen.plus(Objects.requireNonNull(last).pollInterval().multipliedBy(3));
        boolean gap = now.isAfter(known);
        boolean begins = gap && !lastHeard.isAfter(known);
        last = it;
        if (gap && complete != null) {
            var inSight = lines.values().stream()
                    .filter(line -> !outOfSight || (begins && !isOutOfSight(line)))
                    .toList();
            if (!outOfSight || !inSight.isEmpty()) {
                loseFromSight(inSight);
            }
        }
        if (it.body() instanceof Snapshot snapshot) {
            takeIn(snapshot);
        } else if (it.body() instanceof Observation.Gone gone && lines.containsKey(gone.connectionId())) {
            end(line(gone.connectionId()));
        } else if (it.body() instanceof Observation.ScanCompleted scan) {
            complete(scan, lastHeard);
        } else if (it.body() instanceof Observation.ScanFailed failed) {
            fail(failed, gap, lastHeard);
        } else if (it.body() instanceof Observation.Silent) {
            lost(new FacetSight("DOWN POLLER_SILENT", ""), lastHeard);
        } else if (it.body() instanceof Observation.Retired) {
            retire();
        } else if (it.body() instanceof Observation.Diagnosis why && lines.containsKey(why.connectionId())) {
            diagnosed(line(why.connectionId()), why.code());
        }
        return out.stream().sorted().toList();
    }

    /** Forgets the target after resolving everything. */
    private void retire() {
        lines.values().forEach(line -> {
            line.facets.keySet().forEach(it -> out.add("RETIRED " + it));
            out.add("RETIRED " + line.snapshot.connectionId());
            new TreeSet<>(line.alerts.keySet()).forEach(it -> end(line, it));
        });
        groups.forEach((gateway, it) -> publish(key(gateway), it.life.end()));
        publish(summary(), storm.life.end());
        publish(stale(), stale.end());
        if (freshness != null) {
            out.add("RETIRED " + new FacetId(target.toString(), FacetKind.FRESHNESS));
        }
        lines.clear();
        groups.clear();
        storm = new Group();
        stale = new SecondOpinionAlert();
        freshness = null;
        complete = null;
        outOfSight = false;
        retired = true;
    }

    private void loseFromSight(List<Line> inSight) {
        outOfSight = true;
        for (Line line : inSight) {
            var unseen = new TreeMap<>(line.facets);
            unseen.replaceAll(
                    (facet, was) -> was.state().equals("NOT_CONFIGURED") ? was : SecondOpinionFacets.OUT_OF_SIGHT);
            become(line, line.snapshot, unseen, seenAt(line));
        }
        ofMany().forEach(it -> it.life.see(Look.UNTOLD, anew(), null, false, now));
        dissolve();
    }

    private void takeIn(Snapshot it) {
        Line known = lines.get(it.connectionId());
        if (known != null && !Objects.equals(known.snapshot.createdAt(), it.createdAt())) {
            end(known);
        }
        known = lines.get(it.connectionId());
        if (known == null) {
            if (complete != null) {
                out.add("CONNECTION_CREATED " + it.connectionId());
            }
            known = new Line(it, now);
            lines.put(it.connectionId(), known);
        } else if (known.snapshot.contentHash() == it.contentHash() && !isOutOfSight(known)) {
            return;
        } else if (!known.snapshot
                .configuration()
                .entries()
                .equals(it.configuration().entries())) {
            out.add("CONFIGURATION_CHANGED " + it.connectionId());
        }
        become(known, it, SecondOpinionFacets.of(it), now);
    }

    private void become(Line line, Snapshot snapshot, Map<FacetId, FacetSight> sights, Instant since) {
        var known = new TreeSet<>(line.facets.keySet());
        Instant before = seenAt(line);
        Stream.of(known.toArray(FacetId[]::new))
                .filter(it -> !sights.containsKey(it))
                .forEach(it -> {
                    out.add("FACET_ENDED " + it);
                    line.facets.remove(it);
                });
        sights.forEach((facet, sight) -> {
            FacetSight was = line.facets.get(facet);
            if (was == null || !was.what().equals(sight.what())) {
                line.facets.put(facet, sight);
                tell(facet, was, sight, since, was == null ? now : before);
            }
        });
        line.snapshot = snapshot;
        line.seenAt = since.equals(now) ? now : line.seenAt;
        var judged = SecondOpinionFacets.judge(snapshot, line.facets, rules);
        new TreeSet<>(line.alerts.keySet())
                .stream().filter(it -> !judged.containsKey(it)).forEach(it -> end(line, it));
        judged.forEach((key, it) -> {
            SecondOpinionAlert life = line.alerts.computeIfAbsent(key, any -> new SecondOpinionAlert());
            boolean initial = !known.contains(it.facet());
            boolean wasGood = life.look == Look.GOOD && it.look() == Look.BAD;
            life.see(it.look(), new Onset(now, initial ? now : before, initial), it.problem(), wasGood, now);
        });
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

    private void diagnosed(Line line, String code) {
        for (var alert : line.alerts.entrySet()) {
            SecondOpinionAlert life = alert.getValue();
            boolean ofTheDrop = alert.getKey().rule().compareTo(BgpDown) < 0 && life.isOpen();
            boolean known = line.diagnosis.equals(code)
                    && !line.diagnosedAt.isBefore(life.onset().at());
            String explained = ofTheDrop && !known ? life.explain(now) : null;
            publish(alert.getKey(), explained);
            if (explained != null) {
                break;
            }
        }
        line.diagnosis = code;
        line.diagnosedAt = now;
    }

    private void complete(Observation.ScanCompleted scan, Instant lastHeard) {
        fresh(
                scan.deletionsHeld() == 0
                        ? new FacetSight("UP SCANS_COMPLETE", "")
                        : new FacetSight("DEGRADED DELETIONS_HELD", scan.deletionsHeld() + " missing"),
                lastHeard);
        var hidden = lines.values().stream().filter(SecondOpinion::isOutOfSight).toList();
        if (outOfSight && isAll(scan, lines.values())) {
            outOfSight = false;
            hidden.forEach(it -> become(it, it.snapshot, SecondOpinionFacets.of(it.snapshot), now));
        }
        var seen = lines.values().stream().filter(it -> !isOutOfSight(it)).toList();
        if (outOfSight && isAll(scan, seen)) {
            outOfSight = false;
            hidden.forEach(this::end);
        }
        correlate();
        groups.forEach(this::endOfScan);
        dissolve();
        storm();
        weighAll(true);
        complete = now;
    }

    /** Whether a scan saw these and no others. */
    private static boolean isAll(Observation.ScanCompleted scan, Collection<Line> seen) {
        return scan.connections() == seen.size()
                && scan.digest()
                        == seen.stream()
                                .mapToLong(it -> it.snapshot.contentHash())
                                .sum();
    }

    private void fail(Observation.ScanFailed failed, boolean gap, Instant lastHeard) {
        switch (failed.failure()) {
            case CREDENTIALS -> lost(new FacetSight("DOWN CREDENTIALS_REFUSED", failed.code()), lastHeard);
            case DENIED -> lost(new FacetSight("DOWN PERMISSION_REFUSED", failed.code()), lastHeard);
            case OTHER -> {
                if (gap) {
                    lost(new FacetSight("DOWN SCANS_FAILING", failed.code()), lastHeard);
                }
            }
        }
    }

    private void lost(FacetSight sight, Instant lastHeard) {
        String speaker = staleSpeaks();
        fresh(sight, lastHeard);
        if (!Objects.equals(speaker, staleSpeaks())) {
            ofMany().forEach(it -> it.life.under(staleSpeaks(), now));
            groups.forEach((gateway, it) -> publish(key(gateway), it.life.speak(List.copyOf(it.members), now)));
            publish(summary(), storm.life.speak(List.copyOf(storm.members), now));
            weighAll(false);
        }
    }

    private void fresh(FacetSight sight, Instant lastHeard) {
        FacetSight was = freshness;
        Instant notBefore = was == null || complete == null ? now : complete;
        if (was == null || !was.what().equals(sight.what())) {
            boolean again = was != null && sight.state().equals("UP");
            tell(new FacetId(target.toString(), FacetKind.FRESHNESS), was, sight, now, again ? lastHeard : notBefore);
            freshness = sight;
        }
        var severity = sight.state().equals("DEGRADED") ? Severity.WARNING : Severity.CRITICAL;
        Look look = sight.state().equals("UP") ? Look.GOOD : Look.BAD;
        var how = new Onset(now, complete == null ? now : complete, was == null);
        stale.see(look, how, bad(look, severity, sight.what()), stale.look == Look.GOOD && look == Look.BAD, now);
        stale.endOfScan(early(rules.hold(TargetStale, null)), early(rules.keepFiring(TargetStale, null)), now);
        publish(stale(), stale.speak(List.of(), now));
    }

    /** A hold is over when nine tenths of a poll interval have passed of its last one. */
    private Duration early(Duration hold) {
        return hold.minus(Objects.requireNonNull(last).pollInterval().dividedBy(10));
    }

    private @Nullable String staleSpeaks() {
        boolean blind = freshness != null && freshness.state().equals("DOWN");
        return blind && stale.isTold() && stale.stands && stale.look == Look.BAD ? fingerprint(stale()) : null;
    }

    /** Finds sets that share a gateway and went down within two minutes: the largest first, by its tightest gateway. */
    private void correlate() {
        var alone = new TreeSet<String>();
        lines.forEach((id, line) -> {
            Instant since = line.down().badFrom();
            if (since != null && !since.isBefore(now.minusSeconds(120))) {
                var open = line.snapshot.gateways().stream()
                        .filter(it -> group(it).life.isOpen())
                        .toList();
                open.forEach(it -> group(it).members.add(id));
                alone.addAll(open.isEmpty() ? List.of(id) : List.of());
            }
        });
        for (String best = tightest(alone); best != null; best = tightest(alone)) {
            var members = on(best, alone);
            Group group = group(best);
            group.members = members;
            group.enough = Math.min(3, on(best, lines.keySet()).size());
            var downs = members.stream().map(it -> line(it).down()).toList();
            boolean initial = downs.stream().allMatch(it -> it.onset().initial());
            var first = first(downs);
            group.life.see(
                    Look.BAD,
                    new Onset(first.at(), first.notBefore(), initial),
                    worst(downs, "SHARED_GATEWAY"),
                    !initial,
                    now);
            alone.removeAll(members);
        }
    }

    private @Nullable String tightest(TreeSet<String> alone) {
        return alone.stream()
                .flatMap(it -> line(it).snapshot.gateways().stream())
                .distinct()
                .filter(it -> on(it, alone).size()
                        >= Math.max(2, Math.min(3, on(it, lines.keySet()).size())))
                .min(Comparator.comparing((String it) -> -on(it, alone).size())
                        .thenComparing(it -> on(it, lines.keySet()).size())
                        .thenComparing(it -> it))
                .orElse(null);
    }

    private TreeSet<String> on(String gateway, Collection<String> of) {
        var on = new TreeSet<>(of);
        on.removeIf(it -> !line(it).snapshot.gateways().contains(gateway));
        return on;
    }

    private static Onset first(Collection<SecondOpinionAlert> lives) {
        var onsets = lives.stream().map(SecondOpinionAlert::onset).toList();
        return new Onset(
                onsets.stream().map(Onset::at).min(Instant::compareTo).orElseThrow(),
                onsets.stream().map(Onset::notBefore).min(Instant::compareTo).orElseThrow(),
                true);
    }

    private static Problem worst(Collection<SecondOpinionAlert> lives, String reason) {
        var severities = lives.stream().map(it -> it.problem().severity());
        return new Problem(severities.max(Severity::compareTo).orElseThrow(), "DOWN " + reason);
    }

    private boolean hasHidden(Group group) {
        return group.members.stream().anyMatch(it -> lines.containsKey(it) && isOutOfSight(line(it)));
    }

    private void endOfScan(String gateway, Group group) {
        if (hasHidden(group)) {
            return;
        }
        group.life.under(null, now);
        boolean due = group.life.stands;
        if (group.life.isOpen()) {
            int bad = 0;
            for (String id : on(gateway, lines.keySet())) {
                SecondOpinionAlert down = line(id).down();
                if (group.members.contains(id) && down.isBad()) {
                    bad++;
                    due |= down.firesNow(early(rules.hold(ConnectionDown, line(id).snapshot)), now);
                }
            }
            lookAgain(group, bad >= (group.life.stands ? 2 : group.enough));
        }
        group.life.endOfScan(
                early(due ? Duration.ZERO : Duration.ofDays(9_999)), early(rules.keepFiring(GatewayDown, null)), now);
        publish(key(gateway), group.life.speak(List.copyOf(group.members), now));
    }

    private void lookAgain(Group group, boolean isBad) {
        boolean wasGood = group.life.stands && group.life.look == Look.GOOD && isBad;
        Look look = isBad ? Look.BAD : Look.GOOD;
        group.life.see(look, anew(), isBad ? group.life.problem() : null, wasGood, now);
    }

    /** Begins the summary if more than a few connections were bad from the start. */
    private void storm() {
        if (hasHidden(storm)) {
            return;
        }
        var fresh = new TreeSet<String>();
        lines.forEach((id, line) -> line.alerts.forEach((key, life) -> {
            boolean alone = !isOutOfSight(line) && isOld(life) && !life.isTold() && groupOf(id) == null;
            if (alone && life.firesNow(early(rules.hold(key.rule(), line.snapshot)), now)) {
                fresh.add(id);
            }
        }));
        boolean stood = storm.life.isOpen();
        if (stood || fresh.size() > Math.max(20, lines.size() / 10)) {
            storm.members.addAll(fresh);
        }
        var old = storm.members.stream()
                .filter(lines::containsKey)
                .flatMap(it -> line(it).alerts.values().stream())
                .filter(this::isOld)
                .toList();
        if (!stood && !storm.members.isEmpty()) {
            var since = first(old).at();
            storm.life.fireAtOnce(new Onset(since, since, true), worst(old, "STORM"));
        }
        storm.life.under(null, now);
        if (storm.life.isOpen()) {
            lookAgain(storm, old.stream().anyMatch(SecondOpinionAlert::isBad));
        }
        storm.life.endOfScan(early(Duration.ZERO), early(rules.keepFiring(Summary, null)), now);
        publish(summary(), storm.life.speak(List.copyOf(storm.members), now));
        dissolve();
    }

    private boolean isOld(SecondOpinionAlert life) {
        Instant cold = began.plus(Objects.requireNonNull(last).pollInterval().multipliedBy(3));
        return life.isOpen() && life.onset().initial() && !life.onset().at().isAfter(cold);
    }

    private void dissolve() {
        ofMany().filter(it -> !it.life.isOpen()).forEach(it -> it.members = new TreeSet<>());
    }

    /** Evaluates every alert of every connection, causes before consequences. */
    private void weighAll(boolean endOfScan) {
        lines.values().stream()
                .filter(line -> !endOfScan || !isOutOfSight(line))
                .forEach(line -> line.alerts.forEach((key, life) -> {
                    life.under(life.isSilent() ? null : speaker(line, key, life), now);
                    if (endOfScan) {
                        life.endOfScan(
                                early(rules.hold(key.rule(), line.snapshot)),
                                early(rules.keepFiring(key.rule(), line.snapshot)),
                                now);
                    }
                    publish(key, life.speak(List.of(), now));
                }));
    }

    private @Nullable String speaker(Line line, AlertKey child, SecondOpinionAlert life) {
        if (staleSpeaks() != null) {
            return staleSpeaks();
        }
        String id = line.snapshot.connectionId();
        if (storm.life.isTold() && storm.members.contains(id) && isOld(life)) {
            return fingerprint(summary());
        }
        return groupOf(id) != null
                ? groupOf(id)
                : line.alerts.entrySet().stream()
                        .filter(it -> it.getValue().isTold() && explains(line, it.getKey(), child))
                        .findFirst()
                        .map(it -> fingerprint(it.getKey()))
                        .orElse(null);
    }

    private @Nullable String groupOf(String id) {
        return groups.entrySet().stream()
                .filter(it ->
                        it.getValue().life.isTold() && it.getValue().members.contains(id))
                .findFirst()
                .map(it -> fingerprint(key(it.getKey())))
                .orElse(null);
    }

    private static boolean explains(Line line, AlertKey parent, AlertKey child) {
        if (parent.rule().compareTo(child.rule()) >= 0) {
            return false;
        }
        FacetSight tunnel = line.facets.get(new FacetId(child.entity(), FacetKind.IPSEC));
        return parent.rule() == ConnectionDegraded
                ? tunnel != null && !tunnel.state().equals("UP")
                : parent.rule() == ConnectionDown || parent.entity().equals(child.entity());
    }

    private void tell(FacetId facet, @Nullable FacetSight was, FacetSight is, Instant since, Instant notBefore) {
        String kind = was == null ? "FIRST_SEEN " : "FACET_CHANGED ";
        out.add(kind + facet + " " + was + " " + is + " " + since + " " + notBefore + " " + now);
    }

    private void publish(AlertKey key, @Nullable String said) {
        if (said != null) {
            out.add(key + " " + said);
        }
    }

    private Onset anew() {
        return new Onset(now, complete == null ? now : complete, false);
    }

    static @Nullable Problem bad(Look look, Severity severity, String what) {
        return look == Look.BAD ? new Problem(severity, what) : null;
    }

    private Instant seenAt(Line line) {
        return complete != null && complete.isAfter(line.seenAt) ? complete : line.seenAt;
    }

    private static boolean isOutOfSight(Line line) {
        return line.facets.containsValue(SecondOpinionFacets.OUT_OF_SIGHT);
    }

    private Line line(String id) {
        return Objects.requireNonNull(lines.get(id));
    }

    private Group group(String gateway) {
        return groups.computeIfAbsent(gateway, any -> new Group());
    }

    private Stream<Group> ofMany() {
        return Stream.concat(groups.values().stream(), Stream.of(storm));
    }

    private static AlertKey key(String gateway) {
        return new AlertKey(gateway, GatewayDown);
    }

    private String fingerprint(AlertKey key) {
        return Ids.fingerprint(target, key);
    }

    private AlertKey stale() {
        return new AlertKey(target.toString(), TargetStale);
    }

    private AlertKey summary() {
        return new AlertKey(target.toString(), Summary);
    }

    /** An event in the notation of this implementation. */
    static String line(Event event) {
        if (event instanceof AlertStep it) {
            var published = it.published();
            var onset = new Onset(
                    published.onset().since(),
                    published.onset().notBefore(),
                    published.onset().initial());
            var problem = new Problem(
                    published.problem().severity(),
                    sight(published.problem().reading()).what());
            return it.key() + " " + it.status() + " active=" + it.active() + " " + onset + " " + problem + " "
                    + published.firedAt() + " by=" + published.inhibitedBy() + " " + published.members();
        }
        Transition it = (Transition) event;
        if (it.facet() == null || it.to() == null) {
            return it.kind() + " " + (it.facet() == null ? it.connectionId() : it.facet());
        }
        FacetSight before = it.from() == null ? null : sight(it.from().reading());
        return it.kind() + " " + it.facet() + " " + before + " " + sight(it.to().reading()) + " "
                + it.to().since() + " " + it.notBefore() + " " + it.cause().at();
    }

    private static FacetSight sight(Reading it) {
        return new FacetSight(it.state() + " " + it.reason(), it.raw());
    }
}
