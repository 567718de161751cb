package io.tunnelwatch.notify.routing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A part of a YAML file that knows its line. Only texts, lists and keys are read: no types, no anchors, no second document. */
final class YamlNode {
    private final String file;
    private final int line;
    private final @Nullable String scalar;
    private final @Nullable List<YamlNode> items;
    private final Map<String, YamlNode> fields;

    private YamlNode(
            String file,
            int line,
            @Nullable String scalar,
            @Nullable List<YamlNode> items,
            Map<String, YamlNode> fields) {
        this.file = file;
        this.line = line;
        this.scalar = scalar;
        this.items = items;
        this.fields = fields;
    }

    static YamlNode parse(String file, String yaml) {
        try (YAMLParser parser = new YAMLFactory().createParser(yaml)) {
            if (parser.nextToken() == null) {
                return new YamlNode(file, 1, null, null, Map.of());
            }
            YamlNode root = read(file, parser);
            if (parser.nextToken() != null) {
                throw at(file, parser.currentTokenLocation().getLineNr(), "a second document begins here; keep one");
            }
            return root;
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
            throw at(file, line, "not readable as YAML; correct the indentation, the brackets or the quotes there");
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private static YamlNode read(String file, YAMLParser parser) throws IOException {
        int line = parser.currentTokenLocation().getLineNr();
        if (parser.isCurrentAlias() || parser.getObjectId() != null) {
            throw at(file, line, "anchors and aliases are not read; write the value itself");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> new YamlNode(file, line, null, null, fields(file, parser));
            case START_ARRAY -> new YamlNode(file, line, null, items(file, parser), Map.of());
            case VALUE_NULL -> throw at(file, line, "a value is missing here");
            default -> new YamlNode(file, line, parser.getText(), null, Map.of());
        };
    }

    private static Map<String, YamlNode> fields(String file, YAMLParser parser) throws IOException {
        var fields = new LinkedHashMap<String, YamlNode>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            int line = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            if (fields.put(key, read(file, parser)) != null) {
                throw at(file, line, "'" + key + "' occurs twice here; keep one");
            }
        }
        return fields;
    }

    private static List<YamlNode> items(String file, YAMLParser parser) throws IOException {
        var items = new ArrayList<YamlNode>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(read(file, parser));
        }
        return items;
    }

    private static OperatorException at(String file, int line, String problemAndCure) {
        return new OperatorException(file + ", line " + line + ": " + problemAndCure + ".");
    }

    OperatorException wrong(String problemAndCure) {
        return at(file, line, problemAndCure);
    }

    /** Refuses every other key. */
    void keys(Set<String> known) {
        if (scalar != null || items != null) {
            throw wrong("expected keys here, some of " + new TreeSet<>(known));
        }
        fields.forEach((key, value) -> {
            if (!known.contains(key)) {
                throw value.wrong("unknown key '" + key + "'; known here: " + String.join(", ", new TreeSet<>(known)));
            }
        });
    }

    Optional<YamlNode> field(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    YamlNode required(String key) {
        return field(key).orElseThrow(() -> wrong("'" + key + "' is missing here; add '" + key + ": …'"));
    }

    List<YamlNode> items() {
        if (items == null) {
            throw wrong("expected a list here; begin each of its entries with '- '");
        }
        return items;
    }

    String text() {
        if (scalar == null) {
            throw wrong("expected a single value here, not a list or keys");
        }
        return scalar;
    }
}
