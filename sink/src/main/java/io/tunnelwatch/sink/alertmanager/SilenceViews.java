package io.tunnelwatch.sink.alertmanager;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.labels.LabelMatcher;
import io.tunnelwatch.sink.model.CommandState;
import io.tunnelwatch.sink.model.CommandState.Phase;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Silences and maintenances as Alertmanager's silences. */
final class SilenceViews {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReadModel model;

    SilenceViews(ReadModel model) {
        this.model = model;
    }

    /** @param filter matchers of the names and values that the silences' own matchers have */
    ArrayNode silences(List<LabelMatcher> filter, Instant now) {
        var list = JSON.createArrayNode();
        model.commands().all(now).stream()
                .filter(SilenceViews::isSilence)
                .filter(it -> isSelected(it.command(), filter))
                .forEach(it -> list.add(silence(it)));
        return list;
    }

    Optional<CommandState> find(String id, Instant now) {
        return model.commands().state(id, now).filter(SilenceViews::isSilence);
    }

    static boolean isSilence(CommandState it) {
        var type = it.command().getType();
        return it.phase() != Phase.REFUSED && (type == CommandType.SILENCE || type == CommandType.MAINTENANCE);
    }

    private static boolean isSelected(Command it, List<LabelMatcher> filter) {
        var labels = new TreeMap<String, String>();
        it.getMatchers().forEach(matcher -> labels.put(matcher.getName(), matcher.getValue()));
        return filter.stream().allMatch(matcher -> matcher.matches(labels));
    }

    ObjectNode silence(CommandState state) {
        Command it = state.command();
        Command end = state.endedBy();
        var node = JSON.createObjectNode();
        node.put("id", it.getCommandId());
        node.putObject("status").put("state", word(state.phase()));
        node.put("updatedAt", (end == null ? it.getAt() : end.getAt()).toString());
        node.put("comment", it.getReason());
        node.put("createdBy", it.getBy());
        node.put("startsAt", state.from().toString());
        node.put("endsAt", end(state).toString());
        var matchers = node.putArray("matchers");
        it.getMatchers().forEach(matcher -> matchers.addObject()
                .put("name", matcher.getName())
                .put("value", matcher.getValue())
                .put("isRegex", matcher.getRegex())
                .put("isEqual", matcher.getEqual()));
        return node;
    }

    private static Instant end(CommandState state) {
        Command end = state.endedBy();
        if (end != null) {
            return end.getAt();
        }
        return state.until() == null ? state.from() : state.until();
    }

    private static String word(Phase phase) {
        return switch (phase) {
            case IN_FORCE -> "active";
            case SCHEDULED -> "pending";
            case ENDED, CANCELLED, REFUSED -> "expired";
        };
    }
}
