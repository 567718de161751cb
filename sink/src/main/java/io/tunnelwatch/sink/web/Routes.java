package io.tunnelwatch.sink.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.metrics.MetricsFormat;
import io.tunnelwatch.sink.alertmanager.AlertmanagerApi;
import io.tunnelwatch.sink.api.Api;
import io.tunnelwatch.sink.api.ChangeStream;
import io.tunnelwatch.sink.api.CustomerViews;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.commands.Caller;
import io.tunnelwatch.sink.model.CustomerScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Fields;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Routes each request by its path. */
final class Routes extends Handler.Abstract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);

    /** A client that has waited for longer has given up, or should. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(15);

    private static final Reply NOT_UTF8 =
            Reply.problem(400, "Bad request", "The parameters are not well-formed UTF-8 in percent encoding.");

    private static final Reply NOT_FOR_CUSTOMERS = Reply.problem(
            403, "Forbidden", "This shows everything, and a customer may see only the connections with his tags.");

    private final Api api;
    private final CustomerViews customers;
    private final WriteApi writes;
    private final ChangeStream stream;
    private final StaticFiles page;
    private final AccessControl accessControl;
    private final ClientConnections connections;
    private final Supplier<Map<String, Health>> health;
    private final PrometheusRegistry metrics;
    private final FairQueue queue = FairQueue.ofThisMachine();
    private final ByteBudget budget = ByteBudget.ofThisHeap();

    Routes(
            Api api,
            CustomerViews customers,
            WriteApi writes,
            ChangeStream stream,
            StaticFiles page,
            AccessControl entrance,
            ClientConnections visitors,
            Supplier<Map<String, Health>> health,
            PrometheusRegistry metrics) {
        this.api = api;
        this.customers = customers;
        this.writes = writes;
        this.stream = stream;
        this.page = page;
        this.accessControl = entrance;
        this.connections = visitors;
        this.health = health;
        this.metrics = metrics;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        var visit = connections.at(request.getConnectionMetaData().getRemoteSocketAddress());
        if (visit.isEmpty()) {
            callback.failed(new EofException("connection closed by the server"));
            return true;
        }
        visit.get().processing();
        Request.addCompletionListener(request, failure -> visit.get().idle());
        Arrays.stream(WebServer.safety(request.isSecure())).forEach(response.getHeaders()::put);
        new Exchange(request, response, callback, visit.get()).begin();
        return true;
    }

    /** One request that is being answered. */
    private final class Exchange {
        private final Request request;
        private final Response response;
        private final Callback callback;
        private final ClientConnections.ClientConnection visit;
        private final String path;

        Exchange(Request request, Response response, Callback callback, ClientConnections.ClientConnection visit) {
            this.request = request;
            this.response = response;
            this.callback = callback;
            this.visit = visit;
            this.path = Request.getPathInContext(request);
        }

        void begin() {
            var refusal = AccessControl.malformed(request);
            if (refusal.isEmpty() && isForProbes(path)) {
                // Probes come before authentication and queues: a delayed probe gets a healthy process killed.
                send(probe());
                return;
            }
            if (refusal.isPresent()) {
                send(refusal.get());
                return;
            }
            WriteRoute.at(request.getMethod(), path).ifPresentOrElse(this::write, this::read);
        }

        private void read() {
            var admission = accessControl.admit(request, visit.place());
            if (admission.refusal().isPresent()) {
                send(admission.refusal().get());
                return;
            }
            var scope = scope(admission.caller().orElseThrow());
            if (path.equals("/api/v1/stream")) {
                listen(scope.map(customers::stream).orElse(stream));
            } else {
                long asked = System.nanoTime();
                queue.submit(visit.place(), () -> answer(asked, scope));
            }
        }

        private void write(WriteRoute route) {
            var admission = accessControl.admit(request, visit.place(), route);
            if (admission.refusal().isPresent()) {
                writes.refused(admission.caller(), admission.refusal().get());
                send(admission.refusal().get());
                return;
            }
            Caller caller = admission.caller().orElseThrow();
            visit.receiving();
            BodyReader.read(request, WriteRoute.MOST_BYTES).whenComplete((body, failure) -> {
                if (failure == null) {
                    visit.processing();
                    queue.submit(visit.place(), () -> write(route, body, caller));
                } else if (failure instanceof BodyReader.TooLargeException) {
                    send(AccessControl.tooLarge());
                } else {
                    callback.failed(failure);
                }
            });
        }

        private void write(WriteRoute route, byte[] body, Caller caller) {
            try {
                writes.reply(route, path, body, caller)
                        .exceptionally(Routes::failed)
                        .thenAccept(this::send);
            } catch (RuntimeException e) { // a thread's edge
                send(failed(e));
            }
        }

        private Reply probe() {
            Predicate<Health> good = isForLiveness(path) ? Health::alive : Health::ready;
            var programs = health.get();
            boolean isGood = programs.values().stream().allMatch(good);
            var body = JSON.createObjectNode();
            if (accessControl.isVerified(request)) {
                programs.forEach((name, it) -> body.putObject(name)
                        .put("alive", it.alive())
                        .put("ready", it.ready())
                        .put("detail", it.detail()));
            } else {
                body.put(isForLiveness(path) ? "alive" : "ready", isGood);
            }
            return Reply.json(isGood ? 200 : 503, body);
        }

        private void listen(ChangeStream stream) {
            if (connections.allowListener(visit)) {
                EventStream.begin(stream, visit, request, response, callback);
            } else {
                send(Reply.busy("Too many clients listen: try again later, or poll the API instead."));
            }
        }

        private void answer(long asked, Optional<CustomerScope> scope) {
            try {
                if (System.nanoTime() - asked > PATIENCE_NANOS) {
                    send(Reply.busy("Too many requests at once: try again later."));
                    return;
                }
                long began = System.nanoTime();
                Reply reply = acceptable(reply(path, request, scope));
                response.getHeaders().put("Server-Timing", timing(System.nanoTime() - began));
                if (budget.reserve(reply.length())) {
                    send(reply, Callback.from(callback, () -> budget.release(reply.length())));
                } else {
                    send(Reply.busy("Too much is being sent to clients: try again later, or ask for less (limit)."));
                }
            } catch (IOException | RuntimeException e) { // a thread's edge
                LOG.error("A request to {} failed", path, e);
                callback.failed(e);
            }
        }

        private Reply acceptable(Reply reply) {
            boolean isRead = request.getHeaders()
                    .getQualityCSV(HttpHeader.ACCEPT_ENCODING)
                    .contains("gzip");
            return isRead ? reply.compressed() : reply;
        }

        private void send(Reply reply) {
            send(reply, callback);
        }

        private void send(Reply reply, Callback then) {
            visit.sending(reply.length());
            response.setStatus(reply.status());
            var headers = response.getHeaders();
            headers.put(HttpHeader.CONTENT_TYPE, reply.type());
            headers.put(HttpHeader.CACHE_CONTROL, reply.caching());
            headers.put(HttpHeader.CONTENT_LENGTH, reply.length());
            reply.more().forEach(headers::put);
            boolean isHead = HttpMethod.HEAD.is(request.getMethod());
            new ResponseWriter(response, isHead ? List.of() : reply.pieces(), reply.length(), then).iterate();
        }
    }

    /** Probes need no credentials; without any they reveal only liveness or readiness. */
    private static boolean isForProbes(String path) {
        return isForLiveness(path) || path.equals("/readyz") || path.equals("/-/ready");
    }

    /** The second name is Alertmanager's. */
    private static boolean isForLiveness(String path) {
        return path.equals("/healthz") || path.equals("/-/healthy");
    }

    /** The scope of a caller who is a customer; empty for all others, who see everything. */
    private static Optional<CustomerScope> scope(Caller caller) {
        return caller.role().isLimitedInReading() ? Optional.of(new CustomerScope(caller.limits())) : Optional.empty();
    }

    private Reply reply(String path, Request request, Optional<CustomerScope> scope) throws IOException {
        if (scope.isPresent() && (path.equals("/metrics") || AlertmanagerApi.answers(path))) {
            return NOT_FOR_CUSTOMERS;
        }
        if (path.equals("/metrics")) {
            return metrics(request.getHeaders().get(HttpHeader.ACCEPT));
        }
        if (!path.startsWith("/api/")) {
            return page.reply(path);
        }
        String query = Objects.requireNonNullElse(request.getHttpURI().getQuery(), "");
        Fields parameters;
        try {
            parameters = Request.extractQueryParameters(request);
        } catch (IllegalArgumentException | IllegalStateException e) {
            return NOT_UTF8;
        }
        if (!query.chars().allMatch(it -> it > ' ' && it < 0x7f)) {
            return NOT_UTF8;
        }
        if (AlertmanagerApi.answers(path)) {
            return writes.alertmanager().reply(path, parameters);
        }
        String accept = Objects.requireNonNullElse(request.getHeaders().get(HttpHeader.ACCEPT), "");
        return scope.map(it -> customers.reply(it, path, parameters, accept))
                .orElseGet(() -> api.reply(path, parameters, accept));
    }

    private static Reply failed(Throwable failure) {
        LOG.error("A command failed", failure);
        return Reply.problem(500, "Server error", "The server failed; its log says how.");
    }

    /** Time spent on computing the answer; a browser shows it beside the total time. */
    private static String timing(long nanos) {
        return String.format(Locale.ROOT, "answer;dur=%.2f", nanos / 1e6);
    }

    private Reply metrics(@Nullable String accept) throws IOException {
        var writer = MetricsFormat.accepted(accept);
        var out = new ByteArrayOutputStream();
        writer.write(out, metrics.scrape());
        return new Reply(200, writer.getContentType(), "no-store", out.toByteArray());
    }
}
