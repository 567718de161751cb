package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import io.tunnelwatch.app.platform.BoundedHttpServer;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.OriginRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schema registry in this process, on loopback, for everything that speaks Confluent's API. */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Room for a schema of the greatest length, in quotes and escaped. */
    private static final int MOST_BYTES = 256 << 10;

    private static final int HEARD_OUT_BYTES = 8 << 20;

    private static final Set<String> READING = Set.of("GET", "HEAD");

    /** A browser sends this content type to another site only after asking that site for permission. */
    private static final Pattern JSON_TYPE = Pattern.compile(
            "application/(json|vnd\\.schemaregistry(\\.v1)?\\+json)\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private final OriginRules origins = OriginRules.at("127.0.0.1", List.of());
    private final BoundedHttpServer server;
    private final SchemaTopic topic;
    private final RegistryRoutes routes;

    private EmbeddedRegistry(BoundedHttpServer server, Map<String, Object> kafka, WritePolicy writers) {
        var store = new SchemaStore();
        this.server = server;
        this.topic = new SchemaTopic(kafka, store);
        this.routes = new RegistryRoutes(new Registry(store, topic, writers));
    }

    /** Starts a registry that everybody on this machine may write to. */
    public static EmbeddedRegistry start(Map<String, Object> kafka, int port) {
        return start(kafka, port, WritePolicy.open());
    }

    /**
     * Starts with the content of the topic {@code _schemas}, which is created if it does not exist.
     *
     * @param port 0 for any free one
     */
    public static EmbeddedRegistry start(Map<String, Object> kafka, int port, WritePolicy writers) {
        BoundedHttpServer server = bind(port);
        try {
            var started = new EmbeddedRegistry(server, kafka, writers);
            server.answer("/", started::handle).start();
            return started;
        } catch (KafkaException e) {
            server.close();
            throw new OperatorException(
                    "The schema registry cannot read its topic _schemas (" + e.getMessage()
                            + "): check that the broker at " + kafka.get("bootstrap.servers") + " is up.",
                    e);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.address().getPort());
    }

    private static BoundedHttpServer bind(int port) {
        try {
            return BoundedHttpServer.bind(
                    "schema-registry", new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new OperatorException(
                    "Port " + port
                            + " on 127.0.0.1 is in use: choose another with --registry-port (0 takes any free one).",
                    e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            RegistryReply reply = reply(exchange);
            byte[] body = JSON.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private RegistryReply reply(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        String method = exchange.getRequestMethod();
        var refusal = origins.refusal(method, headers::get);
        if (refusal.isPresent()) {
            return RegistryReply.error(403, 403, refusal.get().detail());
        }
        String type = String.valueOf(headers.getFirst("Content-Type"));
        if (!READING.contains(method) && !JSON_TYPE.matcher(type).matches()) {
            return RegistryReply.error(
                    415, 415, "HTTP 415 Unsupported Media Type: send application/vnd.schemaregistry.v1+json");
        }
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            // A client that is still sending would not read the answer.
            exchange.getRequestBody().readNBytes(HEARD_OUT_BYTES);
            return RegistryReply.error(413, 413, "The request exceeds " + MOST_BYTES + " bytes");
        }
        try {
            JsonNode body = bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
            return routes.reply(exchange.getRequestMethod(), exchange.getRequestURI(), body);
        } catch (JsonProcessingException e) {
            return RegistryReply.error(400, 400, "The request's body is not JSON");
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("The topic _schemas could not be written");
            return RegistryReply.error(500, 50001, "Error in the backend data store: " + e.getMessage());
        } catch (RuntimeException e) { // a thread's edge
            LOG.atError().setCause(e).log("The schema registry failed to answer a request");
            return RegistryReply.error(500, 50001, "Internal error");
        }
    }

    @Override
    public void close() {
        server.close();
        topic.close(); // last, since only one thread at a time may use its consumer
    }
}
