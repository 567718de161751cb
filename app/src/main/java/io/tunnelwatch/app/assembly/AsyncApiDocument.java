package io.tunnelwatch.app.assembly;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tunnelwatch.schemas.topics.PolledByHeader;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.schemas.topics.TraceId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * The description of all topics in AsyncAPI 3, for people and for generators of code: {@code docs/asyncapi.json}. It is made
 * of the catalogue and of the Avro schemas, so that it cannot say anything else.
 */
public final class AsyncApiDocument {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BINDINGS_VERSION = "0.5.0";
    private static final String AVRO = "application/vnd.apache.avro;version=1.9.0";
    private static final String EVENT_HEADERS = "CloudEventHeaders";
    private static final String DEAD_LETTER = "DeadLetter";

    /** The last part but one of the header {@code ce_type}. */
    private static final Map<Topic, String> EVENTS = Map.of(
            Topics.OBSERVATIONS, "observation",
            Topics.TRANSITIONS, "transition",
            Topics.ALERTS, "alert",
            Topics.CONNECTIONS, "connection",
            Topics.HISTORY, "interval",
            Topics.AVAILABILITY, "availability",
            Topics.TARGETS, "target",
            Topics.COMMANDS, "command",
            Topics.NOTIFICATIONS, "notification");

    private static final Set<Topic> TRACED = Set.of(Topics.TRANSITIONS, Topics.ALERTS, Topics.NOTIFICATIONS);

    private static final Map<String, String> DEAD_LETTER_HEADERS = new TreeMap<>(Map.of(
            "tunnelwatch_topic", "Topic of the unreadable record.",
            "tunnelwatch_partition", "Its partition.",
            "tunnelwatch_offset", "Its offset.",
            "tunnelwatch_processor", "Name of the internal node that could not read it.",
            "tunnelwatch_error", "Class of the error.",
            "tunnelwatch_reason", "Text for a person.",
            "tunnelwatch_value_bytes", "Size of the value, if it is left out for its size."));

    private final ObjectNode root = JSON.createObjectNode();

    private AsyncApiDocument() {}

    /** The document as text, the same for the same catalogue. */
    public static String text() {
        var document = new AsyncApiDocument();
        document.fill();
        var printer = new DefaultPrettyPrinter();
        printer.indentArraysWith(new DefaultIndenter(" ", "\n"));
        printer.indentObjectsWith(new DefaultIndenter(" ", "\n"));
        try {
            return JSON.writer(printer).writeValueAsString(document.root) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every tree can be written", e);
        }
    }

    private void fill() {
        root.put("asyncapi", "3.0.0");
        root.putObject("info")
                .put("title", "Tunnelwatch")
                .put("version", "1")
                .put(
                        "description",
                        "Topics of Kafka that Tunnelwatch writes and other programs read. Values are Avro in Confluent's wire"
                                + " format: a zero byte, four bytes of schema id, the record. Read committed records only."
                                + " docs/public-api.md says what other programs may rely on.")
                .putObject("license")
                .put("name", "Apache-2.0");
        root.put("defaultContentType", "application/avro");
        server();
        for (Topic topic : Topics.all()) {
            channel(topic);
            operation(topic);
            message(topic);
        }
        eventHeaders();
    }

    private void server() {
        ObjectNode server = root.putObject("servers").putObject("up");
        server.put("host", "127.0.0.1:9092")
                .put("protocol", "kafka")
                .put(
                        "description",
                        "The broker and the registry of tunnelwatch up. Everybody on the machine may read.");
        server.putObject("bindings")
                .putObject("kafka")
                .put("schemaRegistryUrl", "http://127.0.0.1:8081")
                .put("schemaRegistryVendor", "confluent")
                .put("bindingVersion", BINDINGS_VERSION);
    }

    private void channel(Topic topic) {
        ObjectNode channel = root.withObject("/channels").putObject(idOf(topic));
        channel.put("address", topic.name()).put("description", sentence(topic.purpose()));
        channel.putObject("messages")
                .putObject(messageOf(topic))
                .put("$ref", "#/components/messages/" + messageOf(topic));
        ObjectNode kafka = channel.putObject("bindings").putObject("kafka");
        kafka.put("topic", topic.name()).put("partitions", topic.partitions());
        ObjectNode configuration = kafka.putObject("topicConfiguration");
        List.of(topic.cleanup().policy().split(",")).forEach(configuration.putArray("cleanup.policy")::add);
        configuration
                .put("retention.ms", Long.parseLong(topic.config().get("retention.ms")))
                .put(Topic.LARGEST_RECORD, Topic.LARGEST_RECORD_BYTES);
        kafka.put("bindingVersion", BINDINGS_VERSION);
    }

    private void operation(Topic topic) {
        String id = idOf(topic);
        ObjectNode operation = root.withObject("/operations")
                .putObject("send" + id.substring(0, 1).toUpperCase(Locale.ROOT) + id.substring(1));
        operation.put("action", "send").putObject("channel").put("$ref", "#/channels/" + id);
    }

    private void message(Topic topic) {
        ObjectNode message = root.withObject("/components/messages").putObject(messageOf(topic));
        message.put("name", messageOf(topic));
        topic.value().ifPresentOrElse(type -> record(message, topic, type), () -> deadLetter(message));
        ObjectNode kafka = message.putObject("bindings").putObject("kafka");
        kafka.putObject("key").put("type", "string").put("description", topic.key());
        if (topic.value().isPresent()) {
            kafka.put("schemaIdLocation", "payload")
                    .put("schemaIdPayloadEncoding", "confluent")
                    .put("schemaLookupStrategy", "TopicNameStrategy");
        }
        kafka.put("bindingVersion", BINDINGS_VERSION);
    }

    private static void record(ObjectNode message, Topic topic, Class<? extends SpecificRecord> type) {
        Schema schema = SpecificData.get().getSchema(type);
        message.put("summary", sentence(topic.purpose()));
        if (topic.cleanup() != Topic.Cleanup.DELETE) {
            message.put("description", "A null value removes the key.");
        }
        ObjectNode headers = message.putObject("headers").put("type", "object");
        headers.putArray("allOf").addObject().put("$ref", "#/components/schemas/" + EVENT_HEADERS);
        ObjectNode own = headers.putObject("properties");
        own.putObject("ce_type").put("type", "string").put("const", "io.tunnelwatch." + EVENTS.get(topic) + ".v1");
        if (TRACED.contains(topic)) {
            own.set(TraceId.HEADER, text("The trace of the scan that caused it, as in W3C Trace Context."));
        }
        if (topic.equals(Topics.OBSERVATIONS)) {
            own.set(
                    PolledByHeader.HEADER,
                    text("Only on an observation that ends a scan: the consumer group of its poller."));
        }
        message.putObject("payload").put("schemaFormat", AVRO).set("schema", withoutJava(tree(schema)));
    }

    private static void deadLetter(ObjectNode message) {
        message.put("summary", "A record that could not be read, unchanged.")
                .put("contentType", "application/octet-stream");
        ObjectNode headers = message.putObject("headers").put("type", "object");
        ObjectNode properties = headers.putObject("properties");
        DEAD_LETTER_HEADERS.forEach((name, meaning) -> properties.set(name, text(meaning)));
        message.putObject("payload").put("type", "string").put("format", "binary");
    }

    private void eventHeaders() {
        ObjectNode headers = root.withObject("/components/schemas").putObject(EVENT_HEADERS);
        headers.put("type", "object").put("description", "CloudEvents 1.0 in the binary mode of the Kafka binding.");
        ObjectNode properties = headers.putObject("properties");
        properties.putObject("ce_specversion").put("type", "string").put("const", "1.0");
        properties.set("ce_id", text("The same on every replay."));
        properties.set("ce_type", text("Kind and version of the event."));
        properties.set("ce_source", text("/tunnelwatch/account/region; /tunnelwatch/commands of a command."));
        properties.set("ce_subject", text("The entity: a connection, a tunnel, a gateway, or account/region."));
        properties.set("ce_time", text("Event time, not the time of writing.").put("format", "date-time"));
        properties.putObject("content-type").put("type", "string").put("const", "application/avro");
        var required = headers.putArray("required");
        properties.fieldNames().forEachRemaining(required::add);
    }

    private static ObjectNode text(String description) {
        return JSON.createObjectNode().put("type", "string").put("description", description);
    }

    private static JsonNode tree(Schema schema) {
        try {
            return JSON.readTree(schema.toString());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a schema is JSON", e);
        }
    }

    /** Removes the name of Java's class from string types, which concerns nobody else. */
    private static JsonNode withoutJava(JsonNode node) {
        if (node.has("avro.java.string")) {
            return node.path("type");
        }
        if (node instanceof ObjectNode object) {
            object.properties().forEach(it -> it.setValue(withoutJava(it.getValue())));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutJava(array.get(i)));
            }
        }
        return node;
    }

    private static String messageOf(Topic topic) {
        return topic.value().map(Class::getSimpleName).orElse(DEAD_LETTER);
    }

    /** The middle of the topic's name, as an identifier: {@code deadLetters} of {@code vpn.dead-letters.v1}. */
    private static String idOf(Topic topic) {
        String[] words = topic.name().split("\\.")[1].split("-");
        var id = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            id.append(words[i].substring(0, 1).toUpperCase(Locale.ROOT)).append(words[i].substring(1));
        }
        return id.toString();
    }

    private static String sentence(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }
}
