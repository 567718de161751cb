package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertPhase.WithProblem;
import io.tunnelwatch.processor.domain.alert.AlertProgress;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.Reading;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Covers old problems with one summary alert. A target seen for the first time may have many that are bad, and have been for
 * long: more than a person can read one by one.
 */
final class ColdStartSummary implements Inhibitor {
    /** The most alerts that may be sent at once; for a large target, a tenth of all its connections. */
    private static final int FEW = 20;

    private final DecisionDraft draft;
    private final DecisionTime time;
    private final Rules rules;
    private final GroupAlerts groupAlerts;
    private final Instant initialUntil;

    ColdStartSummary(DecisionDraft draft, Rules rules, GroupAlerts groupAlerts, Instant initialUntil) {
        this.draft = draft;
        this.time = draft.time();
        this.rules = rules;
        this.groupAlerts = groupAlerts;
        this.initialUntil = initialUntil;
    }

    private AlertKey key() {
        return new AlertKey(time.target().toString(), AlertRule.Summary);
    }

    private GroupAlertState group() {
        return draft.groupAlerts().getOrDefault(key(), GroupAlertState.NONE);
    }

    private void put(GroupAlertState next) {
        if (next.equals(GroupAlertState.NONE)) {
            draft.groupAlerts().remove(key());
        } else {
            draft.groupAlerts().put(key(), next);
        }
    }

    /** The summary inhibits the problems of its members that are as old as the first scans, and none that begin later. */
    @Override
    public @Nullable String inhibitorOf(Consequence alert) {
        GroupAlertState group = group();
        boolean inhibits = group.alert().published() != null
                && group.members().contains(alert.connectionId())
                && isInitial(alert.alert());
        return inhibits ? groupAlerts.fingerprint(key()) : null;
    }

    void gone(String connectionId) {
        put(group().marked(Map.of(connectionId, false)));
    }

    void becomeUnseen() {
        put(groupAlerts.becomeUnseen(group()).tidied());
    }

    void updateInhibition(@Nullable String inhibitor) {
        put(groupAlerts.updateInhibition(key(), group(), inhibitor));
    }

    /**
     * Advances the summary at the end of a complete scan.
     *
     * @param alone connections that no gateway alert inhibits
     * @param unseen connections of which nothing is known: no time passes for a summary that has one
     * @return the members, if the summary changed
     */
    SortedSet<String> tick(
            Collection<ConnectionState> alone,
            Collection<ConnectionState> awaiting,
            int connections,
            Set<String> unseen) {
        GroupAlertState before = group();
        if (!Collections.disjoint(unseen, before.members())) {
            return new TreeSet<>();
        }
        GroupAlertState group = before.marked(stillBad(awaiting, before));
        var fresh = alone.stream().filter(this::firesNow).toList();
        if (group.isOpen()) {
            group = group.joinedBy(ids(fresh));
        } else if (fresh.size() > Math.max(FEW, connections / 10)) {
            group = begun(group, fresh);
        }
        GroupAlertState after = groupAlerts.tick(key(), group, true);
        put(after.tidied());
        return after.alert().equals(before.alert()) ? new TreeSet<>() : group.members();
    }

    private GroupAlertState begun(GroupAlertState group, List<ConnectionState> members) {
        draft.note(Verdict.STORM_AT_FIRST_SIGHT, time.target().toString());
        var ids = ids(members);
        var initial = members.stream()
                .flatMap(it -> it.alerts().values().stream())
                .flatMap(it -> initialProblem(it).stream())
                .toList();
        Severity worst = initial.stream()
                .map(it -> it.problem().severity())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        Instant since = initial.stream()
                .map(it -> it.onset().since())
                .min(Comparator.naturalOrder())
                .orElseThrow();
        var reading = new Reading(FacetState.DOWN, FacetReason.STORM, ids.size() + " connections have an alert");
        var pending = new AlertPhase.Pending(new Onset(since, since, true), new Problem(worst, reading), 0);
        return new GroupAlertState(group.alert().withPhase(pending.fire()), ids, ids, 1);
    }

    private static TreeSet<String> ids(Collection<ConnectionState> connections) {
        return connections.stream()
                .map(it -> it.snapshot().connectionId())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean firesNow(ConnectionState connection) {
        return connection.alerts().entrySet().stream().anyMatch(it -> {
            AlertState alert = it.getValue();
            var hold = rules.hold(it.getKey().rule(), connection.snapshot());
            return alert.published() == null
                    && isInitial(alert)
                    && AlertProgress.firesNow(alert, hold, time.holdsEndBy());
        });
    }

    private Map<String, Boolean> stillBad(Collection<ConnectionState> awaiting, GroupAlertState group) {
        var found = new TreeMap<String, Boolean>();
        awaiting.stream()
                .filter(it -> group.members().contains(it.snapshot().connectionId()))
                .forEach(it -> found.put(it.snapshot().connectionId(), isStillBad(it)));
        return found;
    }

    private boolean isStillBad(ConnectionState connection) {
        return connection.alerts().values().stream().anyMatch(it -> it.isBad() && isInitial(it));
    }

    private boolean isInitial(AlertState alert) {
        return initialProblem(alert).isPresent();
    }

    /** The problem of an alert, if it was bad when first seen, while the target was new. */
    private Optional<WithProblem> initialProblem(AlertState alert) {
        return alert.phase()
                .withProblem()
                .filter(it -> it.onset().initial() && !it.onset().since().isAfter(initialUntil));
    }
}
