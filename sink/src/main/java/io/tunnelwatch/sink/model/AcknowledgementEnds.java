package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * When acknowledgements ended, as the gate decided. It knows only the latest one of an incident: with that one the earlier
 * ones end, which it had replaced. Commands and decisions come in any order.
 */
final class AcknowledgementEnds {
    private final Map<String, Map<String, End>> byAlert = new ConcurrentHashMap<>();
    private final Function<String, Optional<Command>> commands;

    /** @param commands finds a command by its id */
    AcknowledgementEnds(Function<String, Optional<Command>> commands) {
        this.commands = commands;
    }

    /**
     * The end of an acknowledgement.
     *
     * @param isBroken whether the alert had become worse than what was acknowledged
     * @param firedAt the beginning of the incident that was acknowledged; null if the decision names no alert
     */
    record End(Instant at, boolean isBroken, @Nullable Instant firedAt) {}

    void put(String fingerprint, String commandId, End end) {
        byAlert.computeIfAbsent(fingerprint, it -> new ConcurrentHashMap<>())
                .merge(commandId, end, (one, other) -> other.at().isBefore(one.at()) ? other : one);
    }

    /** The end of this command; empty if the gate has ended neither it nor one that replaced it. */
    Optional<End> of(Command it) {
        if (it.getType() != CommandType.ACKNOWLEDGE || it.getFingerprint() == null) {
            return Optional.empty();
        }
        return byAlert.getOrDefault(it.getFingerprint(), Map.of()).entrySet().stream()
                .filter(end -> end.getKey().equals(it.getCommandId()) || isReplaced(it, end.getKey(), end.getValue()))
                .map(Map.Entry::getValue)
                .min(Comparator.comparing(End::at));
    }

    /** Returns whether the one that has ended replaced this one: a later one of the same incident. */
    private boolean isReplaced(Command it, String by, End end) {
        boolean isOfTheIncident = end.firedAt() == null || !it.getAt().isBefore(end.firedAt());
        return isOfTheIncident
                && commands.apply(by)
                        .filter(later -> later.getAt().isAfter(it.getAt()))
                        .isPresent();
    }
}
