package io.tunnelwatch.simulator.story;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A YAML node that knows its line and which of its keys were read, so that every error names the line and the cure, and a
 * misspelt key is reported.
 */
final class Node {
    private final String source;
    private final int line;
    private final @Nullable String scalar;
    private final Map<String, Node> fields = new LinkedHashMap<>();
    private final List<Node> items = new ArrayList<>();
    private final boolean isList;
    private final Set<String> asked = new LinkedHashSet<>();

    private Node(String source, int line, @Nullable String scalar, boolean isList) {
        this.source = source;
        this.line = line;
        this.scalar = scalar;
        this.isList = isList;
    }

    static Node parse(String source, String yaml) {
        try (JsonParser parser = new YAMLFactory().createParser(yaml)) {
            if (parser.nextToken() == null) {
                throw new OperatorException("Scenario " + source + " is empty: start with 'accounts:'.");
            }
            return read(source, parser);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw new OperatorException(
                    "Scenario " + source + ", line " + line + ": not readable as YAML (" + why(e)
                            + "); correct the indentation, the brackets or the quotes there.",
                    e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    /** The cause in the parser's message: its last line that is not indented; the lines before it give the context. */
    private static String why(JsonProcessingException e) {
        return e.getOriginalMessage()
                .lines()
                .filter(it -> !it.isBlank() && !it.startsWith(" "))
                .reduce("not YAML", (before, last) -> last);
    }

    private static Node read(String source, JsonParser parser) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            var node = new Node(source, line, null, false);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String key = parser.currentName();
                int keyLine = parser.currentTokenLocation().getLineNr();
                parser.nextToken();
                if (node.fields.put(key, read(source, parser)) != null) {
                    throw new Node(source, keyLine, null, false).wrong("'" + key + "' occurs twice here; keep one");
                }
            }
            return node;
        }
        if (token == JsonToken.START_ARRAY) {
            var node = new Node(source, line, null, true);
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                node.items.add(read(source, parser));
            }
            return node;
        }
        return new Node(source, line, token == JsonToken.VALUE_NULL ? "" : parser.getText(), false);
    }

    OperatorException wrong(String problemAndCure) {
        return new OperatorException("Scenario " + source + ", line " + line + ": " + problemAndCure + ".");
    }

    boolean isScalar() {
        return scalar != null;
    }

    Optional<Node> find(String key) {
        if (isScalar() || isList) {
            throw wrong("expected 'key: value' lines here, with '" + key + "' among them");
        }
        asked.add(key);
        return Optional.ofNullable(fields.get(key));
    }

    Node must(String key) {
        return find(key).orElseThrow(() -> wrong("'" + key + "' is missing here; add '" + key + ": …'"));
    }

    /** Refuses unknown keys. Call it when all known keys have been read. */
    void refuseTheRest() {
        fields.forEach((key, node) -> {
            if (!asked.contains(key)) {
                throw node.wrong("unknown key '" + key + "'; allowed here: " + String.join(", ", asked));
            }
        });
    }

    List<Node> items(String key) {
        return find(key)
                .map(it -> {
                    if (!it.isList && !"".equals(it.scalar)) {
                        throw it.wrong("'" + key + "' is a list; begin each of its entries with '- '");
                    }
                    return it.items;
                })
                .orElse(List.of());
    }

    Map<String, Node> fields() {
        return fields;
    }

    String text() {
        if (scalar == null) {
            throw wrong("expected a single value here, not a list or keys");
        }
        return scalar;
    }

    String text(String key) {
        Node node = must(key);
        if (node.text().isBlank()) {
            throw node.wrong("'" + key + "' is empty; write its value beside it");
        }
        return node.text();
    }

    @Nullable
    String text(String key, @Nullable String otherwise) {
        return find(key).map(Node::text).orElse(otherwise);
    }

    boolean flag(String key, boolean otherwise) {
        return find(key).map(Node::flag).orElse(otherwise);
    }

    boolean flag() {
        return switch (text()) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw wrong("'" + text() + "' is neither true nor false; write one of them");
        };
    }

    long number(String key, long otherwise, long least, long most) {
        return find(key).map(it -> it.number(least, most)).orElse(otherwise);
    }

    private long number(long least, long most) {
        try {
            long number = Long.parseLong(text().replace("_", ""));
            if (number < least || number > most) {
                throw wrong(number + " is out of range; write a number from " + least + " to " + most);
            }
            return number;
        } catch (NumberFormatException e) {
            throw wrong("'" + text() + "' is not a whole number; write one from " + least + " to " + most);
        }
    }

    long millis(String key) {
        return must(key).millis();
    }

    long millis(String key, long otherwise) {
        return find(key).map(Node::millis).orElse(otherwise);
    }

    private long millis() {
        try {
            var duration = Duration.parse(text());
            if (duration.isNegative()) {
                throw wrong("the time '" + text() + "' is before the beginning; write a positive one, as in PT20S");
            }
            return duration.toMillis();
        } catch (DateTimeParseException e) {
            throw wrong("'" + text() + "' is not a time; write an ISO-8601 duration, as in PT20S or PT1M30S");
        }
    }

    /** The element that this node names. */
    <T> T among(Map<String, T> all, String kind) {
        T found = all.get(text());
        if (found == null) {
            throw wrong("there is no " + kind + " '" + text() + "'; there are " + String.join(", ", all.keySet()));
        }
        return found;
    }

    static String or(@Nullable String given, String usual) {
        return given == null ? usual : given;
    }
}
