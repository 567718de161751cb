package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.sink.model.CommandState.Phase;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/**
 * The commands that people gave. The first record of an id counts. Commands in force come first in a list, the oldest first, so
 * that a forgotten one is seen.
 */
public final class GivenCommands {
    /** Newest refusals that are kept; the topic has all of them. */
    private static final int MOST_REFUSED = 1_000;

    private static final Comparator<CommandState> ORDER = Comparator.comparing(CommandState::phase)
            .thenComparing(it -> it.phase().compareTo(Phase.ENDED) < 0
                    ? it.command().getAt().toEpochMilli()
                    : -it.command().getAt().toEpochMilli())
            .thenComparing(it -> it.command().getCommandId());

    private final Map<String, CommandEntry> entries = new ConcurrentHashMap<>();

    /** Those of the entries that may still be in force: most commands of a year are over. */
    private final Map<String, CommandEntry> open = new ConcurrentHashMap<>();

    /** Ids of commands that this process has written and not read yet: another one may have taken the id first. */
    private final Set<String> unread = ConcurrentHashMap.newKeySet();

    private final Map<String, Command> cancels = new ConcurrentHashMap<>();
    private final AcknowledgementEnds ends = new AcknowledgementEnds(this::find);
    private final Deque<Command> refused = new ConcurrentLinkedDeque<>();
    private final Map<String, Alert> alerts;

    GivenCommands(Map<String, Alert> alerts) {
        this.alerts = alerts;
    }

    /** The key of a command's record. A refused command has no effect, so its key must not be that of one that has. */
    public static String key(Command it) {
        return it.getRefused() == null
                ? it.getCommandId()
                : "refused/" + it.getCommandId() + "/" + it.getAt().toEpochMilli();
    }

    /** Adds a record of the topic, in the order of the topic. */
    public void put(Command command) {
        if (command.getRefused() != null) {
            refused.addFirst(command);
            if (refused.size() > MOST_REFUSED) {
                refused.pollLast();
            }
        } else if (unread.remove(command.getCommandId()) || !entries.containsKey(command.getCommandId())) {
            add(CommandEntry.of(command));
        }
    }

    /** Adds a command that has just been written, so that it is known before it has come back from the topic. */
    public void putWritten(Command command) {
        var entry = CommandEntry.of(command);
        if (entries.putIfAbsent(command.getCommandId(), entry) == null) {
            unread.add(command.getCommandId());
            add(entry);
        }
    }

    private void add(CommandEntry entry) {
        Command command = entry.command();
        entries.put(command.getCommandId(), entry);
        if (command.getCancels() == null) {
            open.put(command.getCommandId(), entry);
        } else {
            cancels.merge(command.getCancels(), command, GivenCommands::earlier);
        }
    }

    /** The first cancellation counts, in whatever order the partitions are read. */
    private static Command earlier(Command one, Command other) {
        return Comparator.comparing(Command::getAt)
                                .thenComparing(Command::getCommandId)
                                .compare(one, other)
                        <= 0
                ? one
                : other;
    }

    /** Adds the maintenance of others that selects any of these entities, without what people said of it. */
    void shareMaintenance(GivenCommands others, Collection<Map<String, String>> labelsOfEntities) {
        others.entries.values().stream()
                .filter(it -> it.command().getType() == CommandType.MAINTENANCE && MaintenancePlan.isOfEntities(it))
                .filter(it -> labelsOfEntities.stream().anyMatch(it::matches))
                .sorted(Comparator.comparing((CommandEntry it) -> it.command().getAt())
                        .thenComparing(CommandEntry::id))
                .forEach(it -> {
                    String id = unusedId(it.command().getAt());
                    add(it.redacted(id));
                    Command cancel = others.cancels.get(it.id());
                    if (cancel != null) {
                        add(CommandEntry.of(CommandEntry.redacted(cancel, id + "-end", id)));
                    }
                });
    }

    /** The ids that people choose may tell something. */
    private String unusedId(Instant at) {
        String id = "maintenance-" + at.toEpochMilli();
        for (int next = 2; entries.containsKey(id); next++) {
            id = "maintenance-" + at.toEpochMilli() + "-" + next;
        }
        return id;
    }

    /** The number of commands that are in force or will be. */
    public int inForce(Instant now) {
        removeThoseOver(now);
        return open.size();
    }

    /** The memory that the matchers of these commands need, as they count it. */
    public long sizeInForce(Instant now) {
        removeThoseOver(now);
        return open.values().stream().mapToLong(CommandEntry::size).sum();
    }

    private void removeThoseOver(Instant now) {
        open.values().removeIf(it -> isOver(it, now));
    }

    void remove(String key) {
        entries.remove(key);
        open.remove(key);
    }

    /** Says that the gate has ended an acknowledgement. */
    void acknowledgementEnded(String fingerprint, String commandId, AcknowledgementEnds.End end) {
        ends.put(fingerprint, commandId, end);
    }

    public Optional<Command> find(String id) {
        return Optional.ofNullable(entries.get(id)).map(CommandEntry::command);
    }

    public Optional<CommandState> state(String id, Instant now) {
        return Optional.ofNullable(entries.get(id)).map(it -> state(it, now));
    }

    /** The commands that are in force or will be. */
    public List<CommandState> current(Instant now) {
        return entries.values().stream()
                .map(it -> state(it, now))
                .filter(it -> it.phase().compareTo(Phase.ENDED) < 0)
                .sorted(ORDER)
                .toList();
    }

    /** All commands that are known, also those that are over, and the refused ones. */
    public List<CommandState> all(Instant now) {
        var all = new ArrayList<CommandState>();
        entries.values().forEach(it -> all.add(state(it, now)));
        refused.forEach(it -> all.add(new CommandState(it, Phase.REFUSED, it.getAt(), it.getUntil(), null, null)));
        all.sort(ORDER);
        return all;
    }

    /** The commands in force that cover an alert. */
    public List<CommandState> covering(Alert alert, Instant now) {
        if (inForce(now) == 0) {
            return List.of();
        }
        var labels = AlertLabels.of(alert);
        return open.values().stream()
                .filter(it -> alert.getFingerprint().equals(it.command().getFingerprint()) || it.matches(labels))
                .map(it -> state(it, now))
                .filter(CommandState::isInForce)
                .sorted(ORDER)
                .toList();
    }

    /** Ids of the commands that were in force at a time and covered an alert as it was then. */
    public List<String> coveringAt(Alert alert, Instant at) {
        var labels = AlertLabels.of(alert);
        return entries.values().stream()
                .filter(it -> it.command().getCancels() == null)
                .filter(it -> !it.command().getAt().isAfter(at) && it.isInForce(at))
                .filter(it -> alert.getFingerprint().equals(it.command().getFingerprint())
                        ? wasAcknowledged(alert, it.command(), at)
                        : it.matches(labels))
                .filter(it -> isLater(cancels.get(it.id()), at))
                .map(CommandEntry::id)
                .sorted()
                .toList();
    }

    private boolean wasAcknowledged(Alert alert, Command it, Instant at) {
        boolean wasOver = ends.of(it).filter(end -> !end.at().isAfter(at)).isPresent();
        return alert.getActive() && !alert.getFiredAt().isAfter(it.getAt()) && !wasOver;
    }

    private static boolean isLater(@Nullable Command it, Instant at) {
        return it == null || it.getAt().isAfter(at);
    }

    /** The commands that covered an incident, and when. */
    public List<CommandCover> covers(AlertIncident incident) {
        return new IncidentCovers(incident, cancels::get, ends::of).of(entries.values());
    }

    /** The maintenance of a window, also what was entered afterwards. */
    public MaintenancePlan plan(Instant from, Instant to) {
        var maintenances = entries.values().stream().filter(it -> it.command().getType() == CommandType.MAINTENANCE);
        return new MaintenancePlan(maintenances, cancels::get, from, to);
    }

    private boolean isOver(CommandEntry it, Instant now) {
        return cancels.containsKey(it.id())
                || it.isOver(now)
                || ends.of(it.command()).isPresent();
    }

    private CommandState state(CommandEntry it, Instant now) {
        Command end = cancels.get(it.id());
        Occurrence shown = it.shown(now);
        boolean hasEnd = it.command().getUntil() != null || shown.end().isAfter(shown.start());
        Instant brokenAt = ends.of(it.command())
                .filter(AcknowledgementEnds.End::isBroken)
                .map(AcknowledgementEnds.End::at)
                .orElse(null);
        return new CommandState(
                it.command(), phase(it, end, now), shown.start(), hasEnd ? shown.end() : null, end, brokenAt);
    }

    private Phase phase(CommandEntry it, @Nullable Command end, Instant now) {
        if (end != null) {
            return Phase.CANCELLED;
        }
        if (it.command().getType() == CommandType.ACKNOWLEDGE && isAnswered(it.command())) {
            return Phase.ENDED;
        }
        return it.isInForce(now) ? Phase.IN_FORCE : it.isAhead(now) ? Phase.SCHEDULED : Phase.ENDED;
    }

    /** An acknowledgement ends with its incident; a later one of the same alert is a new one. */
    private boolean isAnswered(Command it) {
        Alert alert = it.getFingerprint() == null ? null : alerts.get(it.getFingerprint());
        return ends.of(it).isPresent()
                || alert == null
                || !alert.getActive()
                || alert.getFiredAt().isAfter(it.getAt());
    }
}
