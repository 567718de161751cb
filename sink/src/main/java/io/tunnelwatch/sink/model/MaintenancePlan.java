package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.sink.model.PlannedTime.Span;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.LabelMatcher;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The maintenance of a window, and which entities each one covers. It is made for one answer, and used by one thread. A
 * maintenance by labels that only alerts have, such as {@code severity}, silences some alerts of an entity and is not its planned
 * time.
 */
public final class MaintenancePlan {
    private final Instant from;
    private final Instant to;

    /** By a label that an entity must have, so that not every maintenance is matched with every connection. */
    private final Map<Map.Entry<String, String>, List<Maintenance>> byLabel = new HashMap<>();

    private final List<Maintenance> others = new ArrayList<>();
    private final Set<String> counted = new TreeSet<>();

    private record Maintenance(CommandEntry entry, List<Span> spans) {}

    /** @param cancels gives the command that cancelled another one, by the id of that one */
    MaintenancePlan(
            Stream<CommandEntry> maintenances, Function<String, @Nullable Command> cancels, Instant from, Instant to) {
        this.from = from;
        this.to = to;
        maintenances.filter(MaintenancePlan::isOfEntities).forEach(it -> {
            List<Span> spans = spans(it, cancels.apply(it.id()));
            if (!spans.isEmpty()) {
                place(new Maintenance(it, spans));
            }
        });
    }

    static boolean isOfEntities(CommandEntry it) {
        return it.command().getMatchers().stream().map(LabelMatcher::getName).noneMatch(AlertLabels::isOfAlertOnly);
    }

    private void place(Maintenance it) {
        Optional<LabelMatcher> exact = it.entry().command().getMatchers().stream()
                .filter(matcher -> matcher.getEqual()
                        && !matcher.getRegex()
                        && !matcher.getValue().isEmpty())
                .findFirst();
        exact.map(matcher -> byLabel.computeIfAbsent(
                        Map.entry(matcher.getName(), matcher.getValue()), any -> new ArrayList<>()))
                .orElse(others)
                .add(it);
    }

    /** A maintenance counts until its cancellation. What lies before it was entered is marked. */
    private List<Span> spans(CommandEntry it, @Nullable Command cancel) {
        Instant last = cancel == null || cancel.getAt().isAfter(to) ? to : cancel.getAt();
        long entered = it.command().getAt().toEpochMilli();
        var spans = new ArrayList<Span>();
        for (Occurrence occurrence : it.between(from, last)) {
            long begin = Math.max(occurrence.start().toEpochMilli(), from.toEpochMilli());
            long end = Math.min(occurrence.end().toEpochMilli(), last.toEpochMilli());
            add(spans, new Span(begin, Math.min(end, entered), true));
            add(spans, new Span(Math.max(begin, entered), end, false));
        }
        return spans;
    }

    private static void add(List<Span> spans, Span it) {
        if (it.from() < it.to()) {
            spans.add(it);
        }
    }

    /** The planned time of an entity with these labels. */
    public PlannedTime of(Map<String, String> labels) {
        if (isEmpty()) {
            return PlannedTime.NONE;
        }
        List<Maintenance> covering = Stream.concat(
                        others.stream(),
                        labels.entrySet().stream().flatMap(it -> byLabel.getOrDefault(it, List.of()).stream()))
                .filter(it -> it.entry().matches(labels))
                .toList();
        covering.forEach(it -> counted.add(it.entry().id()));
        return covering.isEmpty()
                ? PlannedTime.NONE
                : PlannedTime.of(
                        covering.stream().flatMap(it -> it.spans().stream()).toList());
    }

    /** Returns whether there was no maintenance at all, so that labels need not be collected. */
    public boolean isEmpty() {
        return byLabel.isEmpty() && others.isEmpty();
    }

    /** Ids of the maintenance that has covered any of the entities asked for, sorted. */
    public List<String> counted() {
        return List.copyOf(counted);
    }
}
