package io.tunnelwatch.sink.commands;

import io.tunnelwatch.runtime.labels.AlertLabels;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Command;
import java.util.Map;
import java.util.Optional;

/** Decides who may give which command. */
final class Permissions {
    private final ReadModel model;

    Permissions(ReadModel model) {
        this.model = model;
    }

    /** The reason why a caller may not command at all. */
    static Optional<String> withoutRole(Caller caller) {
        return caller.role().mayCommand()
                ? Optional.empty()
                : Optional.of("Commands need the role operator, and " + caller.name() + " has the role " + caller.role()
                        + ": use a token or a user with that role (http.tokens.file, http.users.file).");
    }

    /** The reason why a command is beyond the tags to which its caller is limited. */
    Optional<String> beyondLimits(Command command, Caller caller) {
        return isWithin(command, caller.limits())
                ? Optional.empty()
                : Optional.of(caller.name() + " is limited to " + caller.limitsInWords()
                        + ": the alert must have these labels, and a matcher must name each of them with '='.");
    }

    private boolean isWithin(Command command, Map<String, String> limits) {
        if (limits.isEmpty()) {
            return true;
        }
        return switch (command.getType()) {
            case ACKNOWLEDGE ->
                Optional.ofNullable(command.getFingerprint())
                        .flatMap(model::alert)
                        .map(AlertLabels::of)
                        .map(labels -> labels.entrySet().containsAll(limits.entrySet()))
                        .orElse(false);
            case SILENCE, MAINTENANCE -> limits.entrySet().stream().allMatch(it -> names(command, it));
            case CANCEL ->
                Optional.ofNullable(command.getCancels())
                        .flatMap(model.commands()::find)
                        .map(it -> isWithin(it, limits))
                        .orElse(false);
            case UNKNOWN -> false;
        };
    }

    private static boolean names(Command command, Map.Entry<String, String> limit) {
        return command.getMatchers().stream()
                .anyMatch(it -> it.getEqual()
                        && !it.getRegex()
                        && it.getName().equals(limit.getKey())
                        && it.getValue().equals(limit.getValue()));
    }
}
