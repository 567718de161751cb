package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.schemas.program.Printable;
import java.util.Comparator;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the API's answers. */
final class Answers {
    private Answers() {}

    static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull() ? "–" : Printable.sentence(value.asText());
    }

    static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** Sorted by urgency, the least number first; equal ones in the API's order. */
    static Stream<JsonNode> sorted(JsonNode list, ToIntFunction<JsonNode> urgency) {
        return sorted(each(list), urgency);
    }

    static Stream<JsonNode> sorted(Stream<JsonNode> list, ToIntFunction<JsonNode> urgency) {
        return list.sorted(Comparator.comparingInt(urgency));
    }
}
