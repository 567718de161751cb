package io.tunnelwatch.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tunnelwatch.runtime.PrintableText;
import java.util.List;

/** Writes JSON values as YAML. Every text is in double quotes: no name can turn into a number, a date or an anchor. */
final class YamlText {
    private static final String STEP = "  ";

    private YamlText() {}

    static String of(List<JsonNode> objects) {
        if (objects.isEmpty()) {
            return "[]\n";
        }
        var text = new StringBuilder();
        objects.forEach(it -> item(text, "", it));
        return text.toString();
    }

    private static void item(StringBuilder text, String indent, JsonNode value) {
        text.append(indent).append("-");
        if (value.isObject() && !value.isEmpty()) {
            var inner = new StringBuilder();
            fields(inner, indent + STEP, value);
            text.append(' ').append(inner.substring(indent.length() + STEP.length()));
        } else {
            value(text, indent, value);
        }
    }

    private static void fields(StringBuilder text, String indent, JsonNode object) {
        object.properties().forEach(it -> {
            text.append(indent).append(scalar(it.getKey())).append(':');
            value(text, indent, it.getValue());
        });
    }

    private static void value(StringBuilder text, String indent, JsonNode value) {
        if (!value.isContainerNode() || value.isEmpty()) {
            text.append(' ').append(PrintableText.json(value.toString())).append('\n');
        } else if (value.isObject()) {
            text.append('\n');
            fields(text, indent + STEP, value);
        } else {
            text.append('\n');
            value.forEach(it -> item(text, indent + STEP, it));
        }
    }

    /** A plain name of a field needs no quotes, unless YAML takes it for something else. */
    private static String scalar(String name) {
        return name.matches("[A-Za-z][A-Za-z0-9_]*") && !name.matches("(?i)y|n|yes|no|on|off|true|false|null")
                ? name
                : PrintableText.json(TextNode.valueOf(name).toString());
    }
}
