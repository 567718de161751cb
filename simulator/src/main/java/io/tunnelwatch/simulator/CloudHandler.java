package io.tunnelwatch.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.tunnelwatch.simulator.wire.Acs3;
import io.tunnelwatch.simulator.wire.Parameters;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The API's transport: HTTP in, HTTP out. */
final class CloudHandler implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(CloudHandler.class);
    private static final int LARGEST_BODY = 1024 * 1024;
    private static final int NO_BODY = -1;

    private final Cloud cloud;

    CloudHandler(Cloud cloud) {
        this.cloud = cloud;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = exchange.getRequestURI().getRawPath().equals("/") ? read(exchange) : null;
            if (request == null) {
                exchange.sendResponseHeaders(404, NO_BODY);
            } else {
                send(exchange, cloud.answer(request));
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("The simulator failed to answer; this is a bug.");
            throw e;
        }
    }

    /** @return null when the query cannot be read */
    private static @Nullable Request read(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_BODY);
        try {
            return new Request(
                    exchange.getRequestMethod(),
                    Parameters.parse(exchange.getRequestURI().getRawQuery()),
                    headers(exchange),
                    Acs3.sha256(body));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static Map<String, String> headers(HttpExchange exchange) {
        var headers = new HashMap<String, String>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        return headers;
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), answer.promised());
        // A body shorter than promised breaks the connection when it is closed: that is how an answer is cut.
        exchange.getResponseBody().write(answer.body());
        exchange.getResponseBody().flush();
    }
}
