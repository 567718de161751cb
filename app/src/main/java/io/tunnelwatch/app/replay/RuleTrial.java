package io.tunnelwatch.app.replay;

import io.tunnelwatch.notify.rehearsal.NoticeRehearsal;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.processor.domain.AlertStep;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.rehearsal.Rehearsal;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Observation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One set of rules, and everything that follows from it: the alerts of the detector, and the notices of the gate. */
public final class RuleTrial {
    private final Rehearsal rehearsal;
    private final Routing routing;
    private final ReplayLanes lanes = new ReplayLanes();
    private final List<Alert> steps = new ArrayList<>();
    private List<Notification> notices = List.of();
    private Instant start = Instant.MAX;
    private Instant end = Instant.EPOCH;

    public RuleTrial(Rules rules, Routing routing) {
        this.rehearsal = new Rehearsal(rules);
        this.routing = routing;
    }

    /** Judges an observation. Those of a target must come in the order of its partition. */
    public void judge(String key, Observation observation) {
        var decided = rehearsal.decide(key, observation);
        Instant now = decided.observation().observedAt();
        start = now.isBefore(start) ? now : start;
        end = now.isAfter(end) ? now : end;
        steps.addAll(decided.alerts());
        decided.decision().events().forEach(event -> {
            if (event instanceof Transition it) {
                lanes.seen(it);
            } else if (event instanceof AlertStep it) {
                lanes.stepped(it);
            }
        });
        decided.decision()
                .verdicts()
                .forEach(it -> lanes.judged(it, decided.observation().target(), now));
    }

    /**
     * Asks the gate about all steps, once there are no more of them.
     *
     * @param commands as people gave them, by the rules that were in force then
     * @param until end of the time in question; the last observation may be earlier
     */
    public void tell(Collection<Command> commands, Instant until) {
        end = until.isBefore(end) ? until : end;
        steps.sort(Comparator.comparing(Alert::getUpdatedAt).thenComparing(Alert::getStepId));
        notices = NoticeRehearsal.of(routing, steps, commands, end).stream()
                .filter(it -> it.getOutcome() == NotificationOutcome.NOTIFY && it.getAlert() != null)
                .toList();
        notices.forEach(it -> lanes.told(subject(it.getAlert()), it.getAt()));
    }

    static ReplayLanes.Subject subject(Alert it) {
        return new ReplayLanes.Subject(
                target(it), it.getEntity(), AlertRule.valueOf(it.getRule().name()));
    }

    /** The facet that an alert is about; null for a group alert. */
    static ReplayLanes.@Nullable Aspect aspect(Alert it) {
        return it.getFacet() == null
                ? null
                : new ReplayLanes.Aspect(
                        target(it),
                        new FacetId(
                                it.getEntity(), FacetKind.valueOf(it.getFacet().name())));
    }

    static String target(Alert it) {
        return it.getAccount() + "/" + it.getRegion();
    }

    /** The name of an alert's connection; empty if it has none. */
    static String name(Alert it) {
        return it.getContext() == null ? "" : it.getContext().getName();
    }

    /** The steps of all alerts by time. */
    public List<Alert> steps() {
        return List.copyOf(steps);
    }

    /** The notices that would have been sent, by time. */
    public List<Notification> notices() {
        return notices;
    }

    /** The first time that was judged. */
    public Instant start() {
        return start;
    }

    /** The last time that was judged. */
    public Instant end() {
        return end;
    }

    ReplayLanes lanes() {
        return lanes;
    }
}
