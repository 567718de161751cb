package io.tunnelwatch.app.tail;

import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A transition in words. */
final class TransitionEntry {
    private TransitionEntry() {}

    static Entry of(Transition it) {
        return Entry.of(
                it.getDetectedAt(),
                it.getConnectionId() == null ? List.of() : List.of(it.getConnectionId()),
                state(it),
                it.getContext() == null ? "" : it.getContext().getName(),
                it.getEntity(),
                what(it),
                it);
    }

    /** The new state; of what has none any more, the event. */
    private static String state(Transition it) {
        return switch (it.getKind()) {
            case FIRST_SEEN, FACET_CHANGED, UNKNOWN ->
                it.getTo() == null ? "UNKNOWN" : it.getTo().getState().name();
            case FACET_ENDED -> "ENDED";
            case CONNECTION_CREATED -> "CREATED";
            case CONNECTION_DELETED -> "DELETED";
            case CONFIGURATION_CHANGED -> "CHANGED";
            case RETIRED -> "RETIRED";
        };
    }

    private static String what(Transition it) {
        if (it.getKind() == TransitionKind.CONFIGURATION_CHANGED) {
            return it.getChanges().stream()
                    .map(change -> change.getField() + " '" + change.getBefore() + "' → '" + change.getAfter() + "'")
                    .collect(Collectors.joining(", "));
        }
        if (it.getFacet() == null) {
            return switch (it.getKind()) {
                case CONNECTION_CREATED -> "the connection is new";
                case CONNECTION_DELETED -> "the API says that there is no such connection";
                case RETIRED -> "its target is not watched any more";
                default -> "";
            };
        }
        return it.getFacet()
                + reason(it.getTo())
                + (it.getKind() == TransitionKind.FIRST_SEEN ? ", first seen" : was(it.getFrom()))
                + (it.getAcrossGap() ? ", after a gap" : "");
    }

    private static String reason(@Nullable FacetValue value) {
        return value == null ? "" : " " + value.getReason();
    }

    private static String was(@Nullable FacetValue value) {
        return value == null ? "" : ", was " + value.getState() + reason(value);
    }
}
