package io.tunnelwatch.sink.commands;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.runtime.ShortDuration;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A JSON object from outside: unknown and repeated fields are refused, and every field has its form and its limit. */
public final class CommandBody {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final int LONGEST_TEXT = 1_024;
    private static final int LONGEST_LIST = 32;

    private final JsonNode node;

    private CommandBody(JsonNode node, Set<String> known) {
        this.node = node;
        if (!(node instanceof ObjectNode object)) {
            throw CommandRefusal.malformed("The body must be a JSON object.");
        }
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw CommandRefusal.malformed(
                        "The body has an unknown field; known are: " + String.join(", ", new TreeSet<>(known)) + ".");
            }
        });
    }

    public static CommandBody read(byte[] body, Set<String> known) {
        try {
            return new CommandBody(JSON.readTree(body), known);
        } catch (IOException e) { // in memory, only the content can fail
            throw CommandRefusal.malformed("The body is not well-formed JSON, or names a field twice.");
        }
    }

    boolean has(String name) {
        return !value(name).isMissingNode();
    }

    public Optional<String> text(String name) {
        JsonNode value = value(name);
        if (value.isMissingNode()) {
            return Optional.empty();
        }
        if (!value.isTextual() || value.asText().length() > LONGEST_TEXT) {
            throw CommandRefusal.malformed(name + " must be a text of no more than " + LONGEST_TEXT + " characters.");
        }
        return Optional.of(value.asText().strip()).filter(it -> !it.isEmpty());
    }

    public Optional<Boolean> truth(String name) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && !value.isBoolean()) {
            throw CommandRefusal.malformed(name + " must be true or false.");
        }
        return value.isMissingNode() ? Optional.empty() : Optional.of(value.asBoolean());
    }

    int number(String name, int least, int most) {
        JsonNode value = value(name);
        if (!value.isInt() || value.asInt() < least || value.asInt() > most) {
            throw CommandRefusal.malformed(name + " must be a whole number from " + least + " to " + most + ".");
        }
        return value.asInt();
    }

    /** A list of texts; one text stands for a list of one. */
    List<String> texts(String name) {
        JsonNode value = value(name);
        if (value.isTextual()) {
            return text(name).stream().toList();
        }
        var texts = new ArrayList<String>();
        for (JsonNode it : list(name)) {
            if (!it.isTextual() || it.asText().length() > LONGEST_TEXT) {
                throw CommandRefusal.malformed(
                        name + " must be a list of texts of no more than " + LONGEST_TEXT + " characters.");
            }
            texts.add(it.asText());
        }
        return texts;
    }

    public List<CommandBody> objects(String name, Set<String> known) {
        var objects = new ArrayList<CommandBody>();
        list(name).forEach(it -> objects.add(new CommandBody(it, known)));
        return objects;
    }

    Optional<CommandBody> object(String name, Set<String> known) {
        JsonNode value = value(name);
        return value.isMissingNode() ? Optional.empty() : Optional.of(new CommandBody(value, known));
    }

    public Optional<Instant> time(String name) {
        return text(name).map(text -> {
            try {
                return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MILLIS);
            } catch (DateTimeException e) {
                throw CommandRefusal.malformed(name
                        + " must be a time with its zone, such as 2026-11-21T18:00:00Z or 2026-11-21T18:00:00+08:00.");
            }
        });
    }

    Optional<Duration> duration(String name) {
        return text(name).map(text -> duration(name, text));
    }

    private static Duration duration(String name, String text) {
        try {
            return ShortDuration.parse(text);
        } catch (DateTimeException e) {
            throw CommandRefusal.malformed(name + " must be a duration such as 30m, 2h, 1h30m or PT2H.");
        }
    }

    private JsonNode list(String name) {
        JsonNode value = value(name);
        if (!value.isMissingNode() && (!value.isArray() || value.size() > LONGEST_LIST)) {
            throw CommandRefusal.malformed(name + " must be a list of no more than " + LONGEST_LIST + " items.");
        }
        return value;
    }

    /** The value of a field; an explicit null counts as absent. */
    private JsonNode value(String name) {
        JsonNode value = node.path(name);
        return value.isNull() ? MissingNode.getInstance() : value;
    }
}
