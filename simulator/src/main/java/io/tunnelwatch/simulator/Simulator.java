package io.tunnelwatch.simulator;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.simulator.Scenario.Fault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A running simulated cloud: the VPC API over HTTP on loopback, with its signatures, pages, errors and bad days. */
public final class Simulator implements AutoCloseable {
    static {
        // Without it each answer waits for the last one's acknowledgement, 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final Scenario scenario;
    private final Instant began;
    private final Clock clock;
    private final World world;
    private final Calls calls;
    private final SignatureCheck signatures;
    private final HttpServer server;
    private final ExecutorService threads;

    private Simulator(Scenario scenario, Instant began, Clock clock, HttpServer server) {
        this.scenario = scenario;
        this.began = began;
        this.clock = clock;
        this.server = server;
        this.world = new World(scenario);
        this.calls = new Calls(scenario, world);
        this.signatures = new SignatureCheck(scenario);
        var number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            var thread = new Thread(work, "simulator-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Starts one.
     *
     * @param port 0 for any free one
     * @param began the instant at which the scenario's clock stood at zero; a restarted demo goes on where it was
     */
    public static Simulator start(Scenario scenario, int port, Instant began) {
        return start(scenario, port, began, Clock.systemUTC());
    }

    /** Starts one whose time is somebody else's. */
    public static Simulator start(Scenario scenario, int port, Instant began, Clock clock) {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            var simulator = new Simulator(scenario, began, clock, server);
            server.setExecutor(simulator.threads);
            server.createContext("/", simulator::handle);
            server.start();
            return simulator;
        } catch (IOException e) {
            throw new OperatorException(
                    "The simulator cannot listen on port " + port + " (" + e.getMessage()
                            + "): choose another, 0 for any.",
                    e);
        }
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public String accessKeyId() {
        return scenario.accounts().get(0).accessKeyId();
    }

    public String accessKeySecret() {
        return scenario.accounts().get(0).accessKeySecret();
    }

    public List<String> targets() {
        return scenario.targets();
    }

    /** What really is, for a test to compare with what was told of it. */
    public World world() {
        return world;
    }

    /** How far into its story the world is at an instant. */
    public Duration storyTime(Instant at) {
        return Duration.between(began, at);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            var parameters = parameters(exchange.getRequestURI().getRawQuery());
            Instant now = clock.instant();
            var verdict =
                    signatures.check(exchange.getRequestMethod(), parameters, exchange.getRequestHeaders(), body, now);
            if (verdict.refusal().isPresent()) {
                send(exchange, verdict.refusal().get(), parameters, false);
                return;
            }
            serve(exchange, parameters, verdict.account().orElseThrow(), now);
        }
    }

    private void serve(HttpExchange exchange, TreeMap<String, String> parameters, Scenario.Account account, Instant now)
            throws IOException {
        String header = exchange.getRequestHeaders().getFirst("x-acs-action");
        String action = header != null ? header : parameters.getOrDefault("Action", "");
        Duration story = world.withinStory(storyTime(now));
        var faults = Faults.at(scenario, story, account, parameters.get("RegionId"), action)
                .toList();
        boolean truncated = false;
        for (Fault fault : faults) {
            Duration delay = fault.delay();
            if (delay != null) {
                pause(delay);
            }
            if (fault.kind() == Fault.Kind.BAD_GATEWAY) {
                badGateway(exchange);
                return;
            }
            truncated |= fault.kind() == Fault.Kind.TRUNCATE;
            var instead = Faults.answer(fault);
            if (instead.isPresent()) {
                send(exchange, instead.get(), parameters, false);
                return;
            }
        }
        send(exchange, calls.answer(action, parameters, account, story, endpoint()), parameters, truncated);
    }

    private static void send(
            HttpExchange exchange, Answer answer, TreeMap<String, String> parameters, boolean truncated)
            throws IOException {
        String accept = String.valueOf(exchange.getRequestHeaders().getFirst("accept"));
        boolean xml = parameters
                .getOrDefault("Format", accept.contains("xml") ? "XML" : "JSON")
                .equals("XML");
        byte[] bytes = xml ? Rendering.xml(answer) : Rendering.json(answer);
        exchange.getResponseHeaders().set("Content-Type", (xml ? "text/xml" : "application/json") + ";charset=utf-8");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes, 0, truncated ? bytes.length / 2 : bytes.length);
    }

    private static void badGateway(HttpExchange exchange) throws IOException {
        byte[] page = "<html><body><h1>502 Bad Gateway</h1></body></html>".getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html");
        exchange.sendResponseHeaders(502, page.length);
        exchange.getResponseBody().write(page);
    }

    private static TreeMap<String, String> parameters(String query) {
        var parameters = new TreeMap<String, String>();
        if (query != null) {
            for (String pair : query.split("&")) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }

    private static void pause(Duration delay) {
        try {
            TimeUnit.MILLISECONDS.sleep(delay.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
