package io.tunnelwatch.processor.domain;

import io.tunnelwatch.processor.domain.alert.AlertKey;
import io.tunnelwatch.processor.domain.alert.AlertPhase;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Onset;
import io.tunnelwatch.processor.domain.alert.AlertPhase.Problem;
import io.tunnelwatch.processor.domain.alert.AlertProgress;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertState;
import io.tunnelwatch.processor.domain.alert.Condition;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.facet.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Groups connections by gateway before their alerts are published: a shared gateway may be the single cause. */
final class GatewayCorrelator implements Inhibitor {
    private final DecisionDraft draft;
    private final DecisionTime time;
    private final Rules rules;
    private final GroupAlerts groupAlerts;
    private @Nullable SortedMap<String, String> inhibitors;

    GatewayCorrelator(DecisionDraft draft, Rules rules, GroupAlerts groupAlerts) {
        this.draft = draft;
        this.time = draft.time();
        this.rules = rules;
        this.groupAlerts = groupAlerts;
    }

    /** The gateway alerts; the summary sorts before them and is not handled here. */
    private SortedMap<AlertKey, GroupAlertState> gatewayAlerts() {
        return draft.groupAlerts().tailMap(key(""));
    }

    /** A gateway's alert inhibits every alert of its members. */
    @Override
    public @Nullable String inhibitorOf(Consequence alert) {
        return inhibitors().get(alert.connectionId());
    }

    /** Returns whether the alert of a gateway inhibits those of the connection. */
    boolean inhibits(String connectionId) {
        return inhibitors().containsKey(connectionId);
    }

    /** Computed for all members of all groups at once, because each member asks at the end of a scan. The first group wins. */
    private SortedMap<String, String> inhibitors() {
        if (inhibitors == null) {
            var byMember = new TreeMap<String, String>();
            gatewayAlerts().forEach((key, group) -> {
                if (group.alert().published() != null) {
                    String fingerprint = groupAlerts.fingerprint(key);
                    group.members().forEach(it -> byMember.putIfAbsent(it, fingerprint));
                }
            });
            inhibitors = byMember;
        }
        return inhibitors;
    }

    void gone(String connectionId) {
        gatewayAlerts().replaceAll((key, group) -> group.marked(Map.of(connectionId, false)));
    }

    void becomeUnseen() {
        gatewayAlerts().replaceAll((key, group) -> groupAlerts.becomeUnseen(group));
        tidy();
    }

    /**
     * Advances the groups at the end of a complete scan.
     *
     * @param awaiting connections that await the end of the scan
     * @param unseen connections of which nothing is known: no time passes for a group that has one
     * @return members of groups whose alert began, ended or grew
     */
    SortedSet<String> tick(Collection<ConnectionState> awaiting, Set<String> unseen) {
        mark(awaiting);
        correlate(awaiting);
        var touched = new TreeSet<String>();
        gatewayAlerts().replaceAll((key, group) -> {
            if (!Collections.disjoint(unseen, group.members())) {
                return group;
            }
            GroupAlertState after = groupAlerts.tick(key, group, isDue(group));
            if (!after.alert().equals(group.alert())) {
                touched.addAll(group.members());
            }
            return after;
        });
        tidy();
        inhibitors = null;
        return touched;
    }

    void updateInhibition(@Nullable String inhibitor) {
        gatewayAlerts().replaceAll((key, group) -> groupAlerts.updateInhibition(key, group, inhibitor));
        inhibitors = null;
    }

    private void mark(Collection<ConnectionState> awaiting) {
        var found = new TreeMap<String, Boolean>();
        awaiting.forEach(it -> found.put(
                it.snapshot().connectionId(), down(it).filter(AlertState::isBad).isPresent()));
        gatewayAlerts().replaceAll((key, group) -> group.marked(found));
    }

    private void correlate(Collection<ConnectionState> awaiting) {
        var alone = new TreeMap<String, ConnectionState>();
        var joining = new TreeMap<AlertKey, List<String>>();
        awaiting.stream().filter(this::wentDownLately).forEach(it -> {
            String id = it.snapshot().connectionId();
            var open = openGroups(it);
            open.forEach(key ->
                    joining.computeIfAbsent(key, any -> new ArrayList<>()).add(id));
            if (open.isEmpty()) {
                alone.put(id, it);
            }
        });
        joining.forEach((key, ids) -> gatewayAlerts().computeIfPresent(key, (any, group) -> group.joinedBy(ids)));
        var shared = new CommonGateways(alone.values());
        if (shared.isEmpty()) {
            return; // counting the others at a gateway reads the whole target
        }
        var connectionsAtGateway = draft.countByGateway(shared.gateways());
        shared.forEachCluster(
                connectionsAtGateway,
                (gateway, members) -> begin(gateway, members, alone, connectionsAtGateway.getOrDefault(gateway, 0)));
    }

    private boolean wentDownLately(ConnectionState connection) {
        Instant since = down(connection).map(AlertState::badSince).orElse(null);
        return since != null && !since.isBefore(time.now().minus(Rules.SAME_CAUSE_WITHIN));
    }

    /** The open groups at the connection's gateways; it joins each as a further member. */
    private List<AlertKey> openGroups(ConnectionState connection) {
        return connection.snapshot().gateways().stream()
                .map(GatewayCorrelator::key)
                .filter(it -> {
                    GroupAlertState group = gatewayAlerts().get(it);
                    return group != null && group.isOpen();
                })
                .toList();
    }

    private void begin(
            String gateway,
            SortedSet<String> members,
            TreeMap<String, ConnectionState> from,
            int connectionsAtGateway) {
        draft.note(Verdict.CORRELATED, gateway);
        var states = members.stream().map(from::get).toList();
        Onset onset = onset(states);
        GroupAlertState known = gatewayAlerts().get(key(gateway));
        AlertState alert = known == null ? AlertState.NEW : known.alert();
        var move =
                AlertProgress.observe(alert, new Condition.Bad(problem(states)), onset, !onset.initial(), time.now());
        int enough = CommonGateways.enough(connectionsAtGateway);
        gatewayAlerts().put(key(gateway), new GroupAlertState(move.alert(), members, members, enough));
    }

    private static Onset onset(List<ConnectionState> members) {
        var onsets = members.stream()
                .flatMap(it -> withProblem(it).stream())
                .map(AlertPhase.WithProblem::onset)
                .toList();
        return new Onset(
                onsets.stream().map(Onset::since).min(Comparator.naturalOrder()).orElseThrow(),
                onsets.stream()
                        .map(Onset::notBefore)
                        .min(Comparator.naturalOrder())
                        .orElseThrow(),
                onsets.stream().allMatch(Onset::initial));
    }

    private static Problem problem(List<ConnectionState> members) {
        Severity worst = members.stream()
                .flatMap(it -> withProblem(it).stream())
                .map(it -> it.problem().severity())
                .max(Comparator.naturalOrder())
                .orElse(Severity.CRITICAL);
        var reading = new Reading(FacetState.DOWN, FacetReason.SHARED_GATEWAY, members.size() + " connections down");
        return new Problem(worst, reading);
    }

    /** Returns whether the group may fire: as soon as one of its members would. */
    private boolean isDue(GroupAlertState group) {
        return group.alert().phase().firingOrClearing() != null
                || group.bad().stream().anyMatch(this::firesNow);
    }

    private boolean firesNow(String id) {
        ConnectionState member = draft.connection(id);
        return member != null
                && down(member)
                        .filter(it -> AlertProgress.firesNow(
                                it, rules.hold(AlertRule.ConnectionDown, member.snapshot()), time.holdsEndBy()))
                        .isPresent();
    }

    private void tidy() {
        gatewayAlerts().replaceAll((key, group) -> group.tidied());
        gatewayAlerts().values().removeIf(it -> it.alert().isForgettable(time.now()));
    }

    private static Optional<AlertState> down(ConnectionState connection) {
        return Optional.ofNullable(
                connection.alerts().get(new AlertKey(connection.snapshot().connectionId(), AlertRule.ConnectionDown)));
    }

    private static Optional<AlertPhase.WithProblem> withProblem(ConnectionState connection) {
        return down(connection).flatMap(it -> it.phase().withProblem());
    }

    private static AlertKey key(String gateway) {
        return new AlertKey(gateway, AlertRule.GatewayDown);
    }
}
