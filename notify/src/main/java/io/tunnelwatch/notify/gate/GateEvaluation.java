package io.tunnelwatch.notify.gate;

import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One input on its way through the gate: the changes of the state so far, and the notices. */
final class GateEvaluation {
    private final GateState state;
    private final Routing routing;
    private final SortedMap<String, Optional<Incident>> incidents = new TreeMap<>();
    private final SortedMap<String, Optional<StandingCommand>> commands = new TreeMap<>();
    private final List<Notification> notices = new ArrayList<>();
    private GateClock clock;
    private Instant due;

    /** Null when time or a command has changed it. */
    private @Nullable Suppressions suppressions;

    GateEvaluation(GateState state, Routing routing) {
        this.state = state;
        this.routing = routing;
        this.clock = state.clock();
        this.due = state.due();
    }

    GateDecision decision() {
        return new GateDecision(List.copyOf(notices), clock, incidents, commands, due);
    }

    /** Moves time, and does what it brings about. */
    void advance(Instant time) {
        move(time);
        if (!clock.now().isBefore(due)) {
            judgeAll();
        }
    }

    private void move(Instant time) {
        clock = clock.at(time);
        suppressions = null;
    }

    void tick(Instant time) {
        boolean wasPublishing = clock.isPublishing();
        clock = clock.tick(time);
        if (clock.isPublishing() && !wasPublishing) {
            judgeAll();
        }
    }

    void step(Alert alert) {
        clock = clock.step(alert);
        Incident before = incident(alert.getFingerprint());
        Incident after = before == null ? Incident.of(alert) : before.step(alert);
        Acknowledgement was = before == null ? null : before.acknowledgement();
        boolean isKept = !alert.getActive() || after.acknowledgement() != null;
        put(after);
        settle(after, was == null || isKept ? null : was.commandId(), Occasion.STEP);
    }

    /** The command acts from its time on, so that it comes before whatever that time brings about. */
    void command(StandingCommand it) {
        Command command = it.command();
        move(command.getAt());
        boolean isVoid = command.getType() != CommandType.CANCEL && isCancelledInAdvance(it.id());
        put(isVoid ? it.cancelled() : it);
        if (command.getType() == CommandType.CANCEL) {
            StandingCommand other = command(String.valueOf(command.getCancels()));
            if (other != null) {
                put(other.cancelled());
            }
        } else if (command.getType() == CommandType.ACKNOWLEDGE && !isVoid) {
            acknowledge(command);
        }
        judgeAll();
    }

    /** Commands come through several partitions, so that a cancellation may overtake its command. */
    private boolean isCancelledInAdvance(String id) {
        return state.commands().values().stream()
                .anyMatch(it -> id.equals(it.command().getCancels()));
    }

    private void acknowledge(Command command) {
        Incident it = incident(String.valueOf(command.getFingerprint()));
        if (it == null || !it.isActive() || !clock.now().isBefore(Acknowledgement.until(command))) {
            return;
        }
        var acknowledgement = Acknowledgement.of(command, it.alert(), clock.now());
        Incident after = it.acknowledged(acknowledgement);
        put(after);
        follow(after, NotificationKind.ACKNOWLEDGED, NoticeReason.ACKNOWLEDGED, acknowledgement);
    }

    /** Looks at everything that time or a command may have changed. */
    private void judgeAll() {
        due = routing.change(clock.now()).orElse(Instant.MAX);
        allCommands().values().forEach(this::judgeCommand);
        state.incidents().keySet().stream()
                .map(this::incident)
                .filter(Objects::nonNull)
                .forEach(this::judge);
    }

    private SortedMap<String, StandingCommand> allCommands() {
        var all = new TreeMap<>(state.commands());
        commands.forEach((key, it) -> it.ifPresentOrElse(there -> all.put(key, there), () -> all.remove(key)));
        return all;
    }

    private void judgeCommand(StandingCommand it) {
        it.change(clock.now()).ifPresent(this::dueAt);
        if (it.isForgettable(clock.now())) {
            commands.put(it.id(), Optional.empty());
        } else if (it.isMaintenance()) {
            judgeMaintenance(it);
        }
    }

    private void judgeMaintenance(StandingCommand it) {
        var current = it.current(clock.now());
        Instant announced = it.announced();
        if (current.isPresent() && announced == null) {
            Instant start = current.get().start();
            put(it.announcing(start));
            announce(it, NotificationKind.MAINTENANCE_STARTED, NoticeReason.STARTED, start);
        } else if (current.isEmpty() && announced != null) {
            put(it.announcing(null));
            announce(it, NotificationKind.MAINTENANCE_ENDED, NoticeReason.ENDED, announced);
        }
    }

    private void announce(StandingCommand it, NotificationKind kind, NoticeReason reason, Instant start) {
        if (clock.isPublishing() && !it.isEnteredAfterwards()) {
            notices.add(Notices.maintenance(it, kind, reason, start, routing.destinations(), clock.now()));
        }
    }

    private void judge(Incident it) {
        if (it.isForgettable(clock.now())) {
            incidents.put(it.alert().getFingerprint(), Optional.empty());
            return;
        }
        Acknowledgement by = it.acknowledgement();
        Optional<NoticeReason> end = by == null ? Optional.empty() : end(by);
        if (by != null && end.isPresent()) {
            // Only destinations that know the alert must hear that it is open again.
            Incident after = it.openAgain(it.open().isEmpty() ? null : new NoticeCause(end.get(), by.commandId()));
            put(after);
            settle(after, null, it.open().isEmpty() ? Occasion.TIME : Occasion.ACKNOWLEDGEMENT_END);
            return;
        }
        Incident after = it;
        if (by != null && by.isReminderDue(clock.now())) {
            after = it.acknowledged(by.reminded());
            put(after);
            follow(after, NotificationKind.ACKNOWLEDGEMENT_ENDING, NoticeReason.EXPIRES_SOON, by);
        }
        settle(after, null, Occasion.TIME);
    }

    private Optional<NoticeReason> end(Acknowledgement it) {
        StandingCommand command = command(it.commandId());
        if (command != null && command.isCancelled()) {
            return Optional.of(NoticeReason.CANCELLED);
        }
        return it.isOver(clock.now()) ? Optional.of(NoticeReason.EXPIRED) : Optional.empty();
    }

    /** The reason to judge an incident. Each of them except the passing of time writes a record. */
    private enum Occasion {
        STEP,
        ACKNOWLEDGEMENT_END,
        TIME
    }

    /**
     * Tells those who need to know, or remembers why not.
     *
     * @param broken the acknowledgement that the step has ended
     */
    private void settle(Incident it, @Nullable String broken, Occasion occasion) {
        Acknowledgement by = it.acknowledgement();
        if (by != null) {
            dueAt(by.isExpiryNoticeDone() ? by.until() : by.remindsAt());
        }
        if (!clock.isPublishing()) {
            put(it.suppressedBy(null));
        } else if (it.isActive()) {
            settleActive(it, broken, occasion);
        } else {
            settleResolved(it, occasion);
        }
    }

    private void settleActive(Incident it, @Nullable String broken, Occasion occasion) {
        var labels = AlertLabels.of(it.alert());
        SilentReason why = suppressions().of(it, labels, true);
        if (why != null) {
            silentlyBroken(it, broken);
            hold(it, why, occasion);
            return;
        }
        var routed = routing.destinationsFor(labels, clock.now());
        var fresh = new TreeSet<>(routed.keySet());
        fresh.removeAll(it.told().keySet());
        Incident after = it;
        if (!fresh.isEmpty()) {
            notices.add(Notices.of(it, broken, occasion == Occasion.STEP, fresh, clock.now()));
            after = it.told(fresh, clock.now());
        } else if (occasion != Occasion.TIME) {
            silentlyBroken(it, broken);
            silent(it, Notices.kind(it), Notices.NO_ROUTE);
        }
        remind(after.suppressedBy(null), routed);
    }

    private void remind(Incident it, SortedMap<String, Optional<Duration>> routed) {
        var late = new TreeSet<String>();
        it.told().forEach((name, at) -> routed.getOrDefault(name, Optional.empty())
                .ifPresent(repeat -> {
                    if (clock.now().isBefore(at.plus(repeat))) {
                        dueAt(at.plus(repeat));
                    } else {
                        late.add(name);
                        dueAt(clock.now().plus(repeat));
                    }
                }));
        if (!late.isEmpty()) {
            notices.add(Notices.reminder(it, late, clock.now()));
        }
        put(late.isEmpty() ? it : it.told(late, clock.now()));
    }

    private void settleResolved(Incident it, Occasion occasion) {
        SilentReason why =
                suppressions().of(it, AlertLabels.of(it.alert()), it.open().isEmpty());
        if (it.open().isEmpty()) {
            if (occasion == Occasion.STEP) {
                silent(it, NotificationKind.ALERT, why == null ? Notices.NEVER_TOLD : why);
            }
            put(it.suppressedBy(null));
        } else if (why != null) {
            hold(it, why, occasion);
        } else {
            var known = known(it.open());
            if (known.isEmpty()) {
                silent(it, NotificationKind.ALERT, Notices.NO_ROUTE);
            } else {
                notices.add(Notices.of(it, null, occasion == Occasion.STEP, known, clock.now()));
            }
            put(it.closed());
        }
    }

    private void hold(Incident it, SilentReason why, Occasion occasion) {
        if (occasion != Occasion.TIME) {
            silent(it, Notices.kind(it), why);
        }
        put(it.suppressedBy(why.cause()));
    }

    /** Tells those who know the alert as firing what became of its acknowledgement. */
    private void follow(Incident it, NotificationKind kind, NoticeReason reason, Acknowledgement by) {
        if (!clock.isPublishing()) {
            return;
        }
        SilentReason why = suppressions().withoutAcknowledgement(it, AlertLabels.of(it.alert()));
        var known = known(it.open());
        if (why != null) {
            silent(it, kind, why, by.commandId());
        } else if (known.isEmpty()) {
            silent(it, kind, Notices.NEVER_TOLD, by.commandId());
        } else {
            notices.add(Notices.acknowledgement(it, kind, reason, by, known, clock.now()));
        }
    }

    /** A silent decision names what keeps it silent, so that the end of an acknowledgement needs a record of its own. */
    private void silentlyBroken(Incident it, @Nullable String broken) {
        if (broken != null) {
            silent(it, NotificationKind.ACKNOWLEDGEMENT_ENDED, Notices.broken(broken), broken);
        }
    }

    private void silent(Incident it, NotificationKind kind, SilentReason why) {
        NoticeCause ended = it.endedAcknowledgement();
        silent(it, kind, why, ended == null ? null : ended.commandId());
    }

    /** @param about the acknowledgement that this is about; two of them may come and go at one time */
    private void silent(Incident it, NotificationKind kind, SilentReason why, @Nullable String about) {
        notices.add(Notices.silent(it, kind, why, about, clock.now()));
    }

    private SortedSet<String> known(Collection<String> names) {
        var known = new TreeSet<>(names);
        known.retainAll(routing.destinations());
        return known;
    }

    private Suppressions suppressions() {
        if (suppressions == null) {
            suppressions = new Suppressions(allCommands().values(), clock.now());
        }
        return suppressions;
    }

    private void dueAt(Instant time) {
        due = time.isBefore(due) ? time : due;
    }

    private @Nullable Incident incident(String fingerprint) {
        return incidents
                .getOrDefault(fingerprint, Optional.ofNullable(state.incident(fingerprint)))
                .orElse(null);
    }

    private void put(Incident it) {
        String fingerprint = it.alert().getFingerprint();
        if (!it.equals(incident(fingerprint))) {
            incidents.put(fingerprint, Optional.of(it));
        }
    }

    private @Nullable StandingCommand command(String id) {
        return commands.getOrDefault(id, Optional.ofNullable(state.command(id))).orElse(null);
    }

    private void put(StandingCommand it) {
        commands.put(it.id(), Optional.of(it));
        suppressions = null;
    }
}
