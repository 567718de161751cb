package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.labels.MatcherText;
import io.tunnelwatch.sink.model.CommandState;
import io.tunnelwatch.sink.model.NoticeHistory.Decision;
import io.tunnelwatch.sink.model.NoticeRecord;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Recurrence;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON of commands and notices. */
public final class CommandViews {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ReadModel model;

    public CommandViews(ReadModel model) {
        this.model = model;
    }

    public ObjectNode command(CommandState state) {
        Command it = state.command();
        var node = JSON.createObjectNode();
        node.put("id", it.getCommandId());
        node.put("type", it.getType().name());
        node.put("state", state.phase().name());
        node.put("by", it.getBy());
        node.put("at", it.getAt().toString());
        node.put("reason", it.getReason());
        node.put("fingerprint", it.getFingerprint());
        var matchers = node.putArray("matcher");
        it.getMatchers().forEach(matcher -> matchers.add(MatcherText.of(matcher)));
        node.put("from", state.from().toString());
        node.put("until", text(state.until()));
        node.put("afterwards", it.getFrom() != null && it.getFrom().isBefore(it.getAt()));
        node.set("recurrence", recurrence(it.getRecurrence(), it.getUntil()));
        node.put("cancels", it.getCancels());
        Command end = state.endedBy();
        node.put("endedBy", end == null ? null : end.getBy());
        node.put("endedAt", text(end == null ? state.brokenAt() : end.getAt()));
        node.put("endedReason", endedReason(state));
        node.put("refused", it.getRefused());
        return node;
    }

    private static @Nullable String endedReason(CommandState it) {
        if (it.endedBy() != null) {
            return "CANCELLED";
        }
        return it.brokenAt() == null ? null : "ACKNOWLEDGEMENT_BROKEN";
    }

    /** A command that the model may not know yet. */
    public ObjectNode newest(Command it, Instant now) {
        return command(model.commands()
                .state(it.getCommandId(), now)
                .orElseGet(() ->
                        new CommandState(it, CommandState.Phase.IN_FORCE, it.getAt(), it.getUntil(), null, null)));
    }

    private static JsonNode recurrence(@Nullable Recurrence it, @Nullable Instant lastBegin) {
        if (it == null) {
            return NullNode.instance;
        }
        var node = JSON.createObjectNode();
        var days = node.putArray("days");
        it.getDays().forEach(days::add);
        return node.put("startTime", it.getStartTime())
                .put("durationMinutes", it.getDurationMinutes())
                .put("zone", it.getZone())
                .put("lastBegin", text(lastBegin));
    }

    ArrayNode commands(List<CommandState> states) {
        var list = JSON.createArrayNode();
        states.forEach(it -> list.add(command(it)));
        return list;
    }

    ObjectNode notice(NoticeRecord it) {
        var node = JSON.createObjectNode();
        node.put("id", it.id());
        node.put("fingerprint", it.fingerprint());
        node.put("kind", it.kind().name());
        node.put("outcome", it.outcome().name());
        node.put("reason", it.reason());
        node.put("detail", it.detail());
        node.put("commandId", it.commandId());
        var destinations = node.putArray("destinations");
        it.destinations().forEach(destinations::add);
        node.put("attempts", it.attempts());
        node.put("at", it.at().toString());
        return node;
    }

    /** The newest decision about an alert, in words too; null if there is none. */
    JsonNode decision(String fingerprint, Instant now) {
        return model.notices()
                .decision(fingerprint)
                .<JsonNode>map(it -> decision(it, now))
                .orElse(NullNode.instance);
    }

    /** The newest decision about an alert if it was taken by then, with the answers until then; null if it is not known. */
    JsonNode decisionAt(String fingerprint, Instant at) {
        return model.notices()
                .decision(fingerprint)
                .filter(it -> !it.notice().at().isAfter(at))
                .map(it -> new Decision(
                        it.notice(),
                        it.answers().stream()
                                .filter(answer -> !answer.at().isAfter(at))
                                .toList()))
                .<JsonNode>map(it -> decision(it, at))
                .orElse(NullNode.instance);
    }

    private ObjectNode decision(Decision it, Instant now) {
        var node = JSON.createObjectNode();
        node.put("outcome", it.notice().outcome().name());
        node.put("reason", it.notice().reason());
        node.put("at", it.notice().at().toString());
        node.put("commandId", it.notice().commandId());
        node.put("text", it.notice().outcome() == NotificationOutcome.SILENT ? silence(it.notice(), now) : sent(it));
        var answers = node.putArray("answers");
        it.answers().forEach(answer -> answers.add(notice(answer)));
        return node;
    }

    private String silence(NoticeRecord it, Instant now) {
        var command = it.commandId() == null
                ? null
                : model.commands().state(it.commandId(), now).orElse(null);
        if (command == null) {
            return it.detail().isEmpty() ? "Not sent: " + it.reason() : it.detail();
        }
        String until = command.until() == null ? "" : " until " + command.until();
        String type = command.command().getType().name().toLowerCase(Locale.ROOT);
        return "Not sent: " + type + " " + it.commandId() + until + ", by "
                + command.command().getBy() + ".";
    }

    private static String sent(Decision it) {
        if (it.answers().isEmpty()) {
            return it.notice().destinations().isEmpty()
                    ? "To be sent; no destination takes it."
                    : "To be sent to " + String.join(", ", it.notice().destinations()) + ".";
        }
        return it.answers().stream()
                .map(answer -> (answer.outcome() == NotificationOutcome.DELIVERED ? "delivered to " : "failed at ")
                        + String.join(", ", answer.destinations()))
                .collect(Collectors.joining("; ", "Sent: ", "."));
    }

    private static @Nullable String text(@Nullable Instant it) {
        return it == null ? null : it.toString();
    }
}
