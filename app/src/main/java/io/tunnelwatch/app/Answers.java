package io.tunnelwatch.app;

import com.fasterxml.jackson.databind.JsonNode;
import io.tunnelwatch.schemas.program.Printable;
import java.util.Comparator;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reading the API's answers. */
final class Answers {
    private Answers() {}

    static String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        return value.isMissingNode() || value.isNull() ? "–" : Printable.sentence(value.asText());
    }

    /** By urgency, the least number first; then as the API has them. */
    static Stream<JsonNode> sorted(JsonNode list, ToIntFunction<JsonNode> urgency) {
        return StreamSupport.stream(list.spliterator(), false).sorted(Comparator.comparingInt(urgency));
    }
}
