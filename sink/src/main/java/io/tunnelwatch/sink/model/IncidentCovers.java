package io.tunnelwatch.sink.model;

import io.tunnelwatch.runtime.calendar.RecurringWindow.Occurrence;
import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.sink.model.CommandCover.Span;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the commands that covered an incident: what was said in advance, meanwhile, and afterwards. */
final class IncidentCovers {
    private final AlertIncident incident;
    private final Function<String, @Nullable Command> cancels;
    private final Function<Command, Optional<AcknowledgementEnds.End>> ends;
    private final List<Map<String, String>> labels;

    /**
     * @param cancels gives the command that cancelled another one, by the id of that one
     * @param ends gives the end of an acknowledgement
     */
    IncidentCovers(
            AlertIncident incident,
            Function<String, @Nullable Command> cancels,
            Function<Command, Optional<AcknowledgementEnds.End>> ends) {
        this.incident = incident;
        this.cancels = cancels;
        this.ends = ends;
        // A person may rename a connection, and a severity may rise, while the incident lasts.
        this.labels = incident.steps().stream().map(AlertLabels::of).distinct().toList();
    }

    /** The covers, by the time of their commands. */
    List<CommandCover> of(Collection<CommandEntry> entries) {
        return entries.stream()
                .flatMap(it -> cover(it).stream())
                .sorted(Comparator.comparing((CommandCover it) -> it.command().getAt())
                        .thenComparing(it -> it.command().getCommandId()))
                .toList();
    }

    private Optional<CommandCover> cover(CommandEntry it) {
        Command command = it.command();
        if (command.getCancels() != null) {
            return Optional.empty();
        }
        boolean isAnswer = command.getType() == CommandType.ACKNOWLEDGE;
        if (isAnswer ? !isOfThisIncident(command) : labels.stream().noneMatch(it::matches)) {
            return Optional.empty();
        }
        Command cancel = cancels.apply(it.id());
        Instant brokenAt = ends.apply(command).map(AcknowledgementEnds.End::at).orElse(null);
        Stream<Span> acting = isAnswer ? Stream.of(answered(command)) : between(it);
        Instant end = earliest(incident.until(), cancel == null ? null : cancel.getAt(), brokenAt);
        List<Span> spans = acting.map(span -> clipped(span, end))
                .filter(span -> span.from().isBefore(span.to()))
                .toList();
        return spans.isEmpty() ? Optional.empty() : Optional.of(new CommandCover(command, spans, cancel, brokenAt));
    }

    private boolean isOfThisIncident(Command it) {
        return incident.last().getFingerprint().equals(it.getFingerprint())
                && !it.getAt().isBefore(incident.firedAt())
                && it.getAt().isBefore(incident.until());
    }

    /** An acknowledgement without an end lasts as long as its incident. */
    private Span answered(Command it) {
        return new Span(it.getAt(), it.getUntil() == null ? incident.until() : it.getUntil());
    }

    private Stream<Span> between(CommandEntry it) {
        return it.between(incident.since(), incident.until()).stream().map(IncidentCovers::span);
    }

    private static Span span(Occurrence it) {
        return new Span(it.start(), it.end());
    }

    private Span clipped(Span it, Instant end) {
        Instant since = incident.since();
        return new Span(it.from().isBefore(since) ? since : it.from(), earliest(it.to(), end, null));
    }

    private static Instant earliest(Instant one, @Nullable Instant second, @Nullable Instant third) {
        Instant first = second != null && second.isBefore(one) ? second : one;
        return third != null && third.isBefore(first) ? third : first;
    }
}
