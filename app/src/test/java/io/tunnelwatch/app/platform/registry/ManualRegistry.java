package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The registry without its HTTP server, on a topic that is kept by hand. */
public final class ManualRegistry {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaStore store = new SchemaStore();
    private final RegistryRoutes routes = new RegistryRoutes(new Registry(store, new Written(), WritePolicy.open()));

    /** The status of the answer; for a body that is not JSON, the server's status. */
    public int status(String method, URI uri, String body) {
        try {
            var parsed = body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
            RegistryReply reply = routes.reply(method, uri, parsed);
            JSON.writeValueAsBytes(reply.body());
            return reply.status();
        } catch (JsonProcessingException e) {
            return 400;
        }
    }

    private final class Written implements SchemaLog {
        @Override
        public void write(String key, String value) {
            SchemaRecords.apply(new ConsumerRecord<>("_schemas", 0, 0, key, value), store);
        }

        @Override
        public void settle() {}
    }
}
