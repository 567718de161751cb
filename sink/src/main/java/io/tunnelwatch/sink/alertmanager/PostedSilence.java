package io.tunnelwatch.sink.alertmanager;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.runtime.labels.MatcherText;
import io.tunnelwatch.sink.commands.Caller;
import io.tunnelwatch.sink.commands.CommandBody;
import io.tunnelwatch.sink.commands.CommandParser;
import io.tunnelwatch.sink.model.CommandState;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.LabelMatcher;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A silence as Alertmanager's clients send it, turned into a command, so that the same rules hold for both. */
final class PostedSilence {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The last two are in a silence that a client has read and sends back. */
    private static final Set<String> FIELDS =
            Set.of("id", "matchers", "startsAt", "endsAt", "createdBy", "comment", "status", "updatedAt");

    private static final Set<String> OF_MATCHER = Set.of("name", "value", "isRegex", "isEqual");

    private PostedSilence() {}

    static Optional<String> formerId(byte[] body) {
        return CommandBody.read(body, FIELDS).text("id");
    }

    /** @param former the silence that this one replaces */
    static Command command(byte[] body, Optional<CommandState> former, Caller caller, Instant now) {
        var posted = CommandBody.read(body, FIELDS);
        var command = JSON.createObjectNode();
        command.put("type", former.map(it -> it.command().getType().name()).orElse("SILENCE"));
        command.put("id", UUID.randomUUID().toString());
        var matchers = command.putArray("matcher");
        posted.objects("matchers", OF_MATCHER).forEach(it -> matchers.add(MatcherText.of(matcher(it))));
        command.put("reason", reason(posted, caller));
        posted.time("startsAt").ifPresent(it -> command.put("from", it.toString()));
        posted.time("endsAt").ifPresent(it -> command.put("until", it.toString()));
        return CommandParser.read(command.toString().getBytes(StandardCharsets.UTF_8), caller.name(), now);
    }

    private static LabelMatcher matcher(CommandBody it) {
        return new LabelMatcher(
                it.text("name").orElse(""),
                it.text("value").orElse(""),
                it.truth("isRegex").orElse(false),
                it.truth("isEqual").orElse(true));
    }

    /** The client's word for who creates a silence proves nothing, so it stands beside the reason. */
    private static String reason(CommandBody posted, Caller caller) {
        String comment = posted.text("comment").orElse("");
        return posted.text("createdBy")
                .filter(it -> !comment.isEmpty() && !it.equals(caller.name()))
                .map(it -> comment + " (" + it + ")")
                .orElse(comment);
    }

    static byte[] cancellation(String id) {
        return JSON.createObjectNode()
                .put("type", "CANCEL")
                .put("id", UUID.randomUUID().toString())
                .put("cancels", id)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
