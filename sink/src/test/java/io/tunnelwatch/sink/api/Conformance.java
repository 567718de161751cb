package io.tunnelwatch.sink.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Compares an answer with its schema: each field of one must be in the other, and have the right type. */
final class Conformance {
    private final JsonNode document;
    private final List<String> faults = new ArrayList<>();

    Conformance(JsonNode document) {
        this.document = document;
    }

    List<String> faults(JsonNode value, JsonNode schema) {
        faults.clear();
        check("$", value, schema);
        return List.copyOf(faults);
    }

    private void check(String where, JsonNode value, JsonNode given) {
        JsonNode schema = resolved(given);
        if (!types(schema).contains(type(value))
                && !(type(value).equals("integer") && types(schema).contains("number"))) {
            faults.add(where + " is " + type(value) + " and should be " + types(schema));
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value)) {
            faults.add(where + " is " + value + ", which is not among " + schema.path("enum"));
        }
        if (value.isObject()) {
            checkFields(where, value, schema);
        }
        if (value.isArray() && schema.path("items").has("type")) {
            for (int i = 0; i < value.size(); i++) {
                check(where + "[" + i + "]", value.get(i), schema.path("items"));
            }
        } else if (value.isArray() && schema.path("items").has("$ref")) {
            value.forEach(it -> check(where + "[]", it, schema.path("items")));
        }
    }

    private void checkFields(String where, JsonNode value, JsonNode schema) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                faults.add(where + " lacks " + name.asText());
            }
        });
        value.properties().forEach(field -> {
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode others = schema.path("additionalProperties");
            if (!known.isMissingNode()) {
                check(where + "." + field.getKey(), field.getValue(), known);
            } else if (others.isObject()) {
                check(where + "." + field.getKey(), field.getValue(), others);
            } else if (!others.asBoolean()) {
                faults.add(where + " has " + field.getKey() + ", which is not described");
            }
        });
    }

    private JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? document.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static TreeSet<String> types(JsonNode schema) {
        var types = new TreeSet<String>();
        if (schema.path("type").isArray()) {
            schema.path("type").forEach(it -> types.add(it.asText()));
        } else {
            types.add(schema.path("type").asText());
        }
        return types;
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case OBJECT -> "object";
            case ARRAY -> "array";
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            default -> "null";
        };
    }

    private static boolean contains(JsonNode list, JsonNode value) {
        for (JsonNode it : list) {
            if (it.equals(value)) {
                return true;
            }
        }
        return false;
    }
}
