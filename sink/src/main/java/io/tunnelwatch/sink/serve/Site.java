package io.tunnelwatch.sink.serve;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.schemas.program.Health;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Which path leads where. */
final class Site extends Handler.Abstract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpField[] SAFETY = WebServer.safety();

    private final Api api;
    private final Stream stream;
    private final Page page;
    private final Doorkeeper doorkeeper;
    private final Supplier<Map<String, Health>> health;
    private final PrometheusRegistry metrics;

    Site(
            Api api,
            Stream stream,
            Page page,
            Doorkeeper doorkeeper,
            Supplier<Map<String, Health>> health,
            PrometheusRegistry metrics) {
        this.api = api;
        this.stream = stream;
        this.page = page;
        this.doorkeeper = doorkeeper;
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        Arrays.stream(SAFETY).forEach(response.getHeaders()::put);
        if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
            send(
                    Reply.problem(405, "Method not allowed", "Only GET and HEAD are answered here."),
                    request,
                    response,
                    callback);
            return true;
        }
        String path = Request.getPathInContext(request);
        if (!isForProbes(path) && !doorkeeper.admits(request.getHeaders().get(HttpHeader.AUTHORIZATION))) {
            response.getHeaders().put(HttpHeader.WWW_AUTHENTICATE, "Basic realm=\"Tunnelwatch\", charset=\"UTF-8\"");
            send(
                    Reply.problem(401, "Unauthorized", "Show a bearer token, or a name and its password."),
                    request,
                    response,
                    callback);
            return true;
        }
        if (path.equals("/api/v1/stream")) {
            EventStream.begin(stream, request, response, callback);
        } else {
            long began = System.nanoTime();
            Reply reply = reply(path, request);
            response.getHeaders().put("Server-Timing", timing(System.nanoTime() - began));
            send(reply, request, response, callback);
        }
        return true;
    }

    /** They say no more than that it runs, to something that has no credential. */
    private static boolean isForProbes(String path) {
        return path.equals("/healthz") || path.equals("/readyz");
    }

    private Reply reply(String path, Request request) throws IOException {
        return switch (path) {
            case "/healthz" -> health(Health::alive);
            case "/readyz" -> health(Health::ready);
            case "/metrics" -> metrics();
            default ->
                path.startsWith("/api/") ? api.reply(path, Request.extractQueryParameters(request)) : page.reply(path);
        };
    }

    /** What finding and wording the answer took; a browser shows it beside the whole time. */
    private static String timing(long nanos) {
        return String.format(Locale.ROOT, "answer;dur=%.2f", nanos / 1e6);
    }

    private Reply health(java.util.function.Predicate<Health> good) {
        var programs = health.get();
        var body = JSON.createObjectNode();
        programs.forEach((name, it) -> body.putObject(name)
                .put("alive", it.alive())
                .put("ready", it.ready())
                .put("detail", it.detail()));
        return Reply.json(programs.values().stream().allMatch(good) ? 200 : 503, body);
    }

    private Reply metrics() throws IOException {
        var out = new ByteArrayOutputStream();
        PrometheusTextFormatWriter.create().write(out, metrics.scrape());
        return new Reply(200, PrometheusTextFormatWriter.CONTENT_TYPE, "no-store", out.toByteArray());
    }

    private static void send(Reply reply, Request request, Response response, Callback callback) {
        response.setStatus(reply.status());
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.type());
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, reply.caching());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
        boolean head = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(reply.body()), callback);
    }

    /** An answer, whole. It is made to be sent, and never compared. */
    @SuppressWarnings("ArrayRecordComponent")
    record Reply(int status, String type, String caching, byte[] body) {
        static Reply json(int status, com.fasterxml.jackson.databind.JsonNode body) {
            return new Reply(
                    status, "application/json", "no-store", body.toString().getBytes(StandardCharsets.UTF_8));
        }

        /** That, with a list at its end of what is JSON already. */
        static Reply json(ObjectNode body, String name, List<byte[]> list) {
            String open = body.toString();
            byte[] head =
                    (open.substring(0, open.length() - 1) + ",\"" + name + "\":[").getBytes(StandardCharsets.UTF_8);
            byte[] tail = "]}".getBytes(StandardCharsets.UTF_8);
            int length = list.stream().mapToInt(it -> it.length).sum() + Math.max(0, list.size() - 1);
            var whole = ByteBuffer.allocate(head.length + length + tail.length).put(head);
            for (int i = 0; i < list.size(); i++) {
                if (i > 0) {
                    whole.put((byte) ',');
                }
                whole.put(list.get(i));
            }
            return new Reply(
                    200, "application/json", "no-store", whole.put(tail).array());
        }

        /** RFC 9457. */
        static Reply problem(int status, String title, String detail) {
            var body = JSON.createObjectNode()
                    .put("type", "about:blank")
                    .put("title", title)
                    .put("status", status)
                    .put("detail", detail);
            return new Reply(
                    status,
                    "application/problem+json",
                    "no-store",
                    body.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
