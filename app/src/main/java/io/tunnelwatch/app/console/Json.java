package io.tunnelwatch.app.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.runtime.PrintableText;
import java.util.Comparator;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the API's answers. */
public final class Json {
    private Json() {}

    public static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull() ? "–" : PrintableText.sentence(value.asText());
    }

    public static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** Sorted by urgency, the least number first; equal ones in the API's order. */
    public static Stream<JsonNode> sorted(JsonNode list, ToIntFunction<JsonNode> urgency) {
        return sorted(each(list), urgency);
    }

    public static Stream<JsonNode> sorted(Stream<JsonNode> list, ToIntFunction<JsonNode> urgency) {
        return list.sorted(Comparator.comparingInt(urgency));
    }
}
