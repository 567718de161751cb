package io.tunnelwatch.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** JSON or XML, as the caller wants it. In XML a list is its element, repeated. */
final class Rendering {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Rendering() {}

    static byte[] json(Answer answer) {
        try {
            return JSON.writeValueAsBytes(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    static byte[] xml(Answer answer) {
        var out = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        element(answer.root(), answer.body(), out);
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void element(String name, Object value, StringBuilder out) {
        if (value instanceof List<?> list) {
            list.forEach(item -> element(name, item, out));
            return;
        }
        out.append('<').append(name).append('>');
        if (value instanceof Map<?, ?> map) {
            map.forEach((child, inner) -> element(String.valueOf(child), inner, out));
        } else {
            out.append(
                    value.toString().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
        }
        out.append("</").append(name).append('>');
    }
}
