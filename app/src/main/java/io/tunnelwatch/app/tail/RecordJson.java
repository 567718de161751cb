package io.tunnelwatch.app.tail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** A record as JSON, with every field under the name that it has in the schema. Times are RFC 3339 in UTC. */
final class RecordJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private RecordJson() {}

    static JsonNode of(@Nullable Object value) {
        if (value instanceof SpecificRecord it) {
            var node = JSON.objectNode();
            for (Schema.Field field : it.getSchema().getFields()) {
                node.set(field.name(), of(it.get(field.pos())));
            }
            return node;
        } else if (value instanceof List<?> list) {
            var node = JSON.arrayNode();
            list.forEach(it -> node.add(of(it)));
            return node;
        } else if (value instanceof Boolean it) {
            return JSON.booleanNode(it);
        } else if (value instanceof Number it) {
            return it instanceof Double ? JSON.numberNode(it.doubleValue()) : JSON.numberNode(it.longValue());
        }
        return value == null ? JSON.nullNode() : JSON.textNode(value.toString());
    }
}
