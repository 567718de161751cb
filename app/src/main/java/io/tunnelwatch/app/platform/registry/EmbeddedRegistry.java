package io.tunnelwatch.app.platform.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A schema registry in this process, on loopback, for everything that speaks Confluent's API. */
public final class EmbeddedRegistry implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRegistry.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Our largest schema takes 15 KB. */
    private static final int MOST_BYTES = 1 << 20;

    private static final int HEARD_OUT_BYTES = 8 << 20;

    private static final int THREADS = 4;

    static {
        // The JDK's server reads these once. Without the first every answer waits 40 ms for its acknowledgement;
        // without
        // the second, a client that stops in the middle of a request holds a thread for good.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final SchemaTopic topic;
    private final Routes routes;

    private EmbeddedRegistry(HttpServer server, Map<String, Object> kafka) {
        var store = new SchemaStore();
        this.server = server;
        this.topic = new SchemaTopic(kafka, store);
        this.routes = new Routes(new Registry(store, topic));
        this.threads = Executors.newFixedThreadPool(THREADS, work -> {
            var thread = new Thread(work, "schema-registry");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts on what the topic {@code _schemas} holds, which is made if it is not there.
     *
     * @param port 0 for any free one
     */
    public static EmbeddedRegistry start(Map<String, Object> kafka, int port) {
        HttpServer server = bind(port);
        try {
            var started = new EmbeddedRegistry(server, kafka);
            server.setExecutor(started.threads);
            server.createContext("/", started::handle);
            server.start();
            return started;
        } catch (KafkaException e) {
            server.stop(0);
            throw new OperatorException(
                    "The schema registry cannot read its topic _schemas (" + e.getMessage()
                            + "): check that the broker at " + kafka.get("bootstrap.servers") + " is up.",
                    e);
        }
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private static HttpServer bind(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new OperatorException(
                    "Port " + port
                            + " on 127.0.0.1 is in use: choose another with --registry-port (0 takes any free one).",
                    e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Reply reply = reply(exchange);
            byte[] body = JSON.writeValueAsBytes(reply.body());
            exchange.getResponseHeaders().set("Content-Type", "application/vnd.schemaregistry.v1+json");
            exchange.sendResponseHeaders(reply.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Reply reply(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
            // Whoever is still sending does not hear the answer.
            exchange.getRequestBody().readNBytes(HEARD_OUT_BYTES);
            return Reply.error(413, 413, "A request of more than " + MOST_BYTES + " bytes");
        }
        try {
            JsonNode body = bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
            return routes.reply(exchange.getRequestMethod(), exchange.getRequestURI(), body);
        } catch (JsonProcessingException e) {
            return Reply.error(400, 400, "The request's body is not JSON");
        } catch (KafkaException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("The topic _schemas could not be written");
            return Reply.error(500, 50001, "Error in the backend data store: " + e.getMessage());
        } catch (RuntimeException e) { // a thread's edge
            LOG.atError().setCause(e).log("The schema registry met a request that it has no answer to");
            return Reply.error(500, 50001, "Internal error");
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            // The topic's consumer is one thread's at a time.
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        topic.close();
    }
}
