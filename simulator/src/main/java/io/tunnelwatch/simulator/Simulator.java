package io.tunnelwatch.simulator;

import com.sun.net.httpserver.HttpServer;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.OriginFilter;
import io.tunnelwatch.runtime.OriginRules;
import io.tunnelwatch.simulator.story.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running simulated cloud, on loopback. */
public final class Simulator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Simulator.class);

    static {
        // Without it every small answer waits 40 ms for the client's delayed acknowledgement. The JDK's server reads
        // it once, when its first instance is made.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final Scenario scenario;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Truth truth;

    private Simulator(Scenario scenario, HttpServer server, ExecutorService threads, Truth truth) {
        this.scenario = scenario;
        this.server = server;
        this.threads = threads;
        this.truth = truth;
    }

    /**
     * @param port 0 for any free one
     * @param began when the scenario's clock stood at zero; a restarted demo continues where it was
     */
    public static Simulator start(Scenario scenario, int port, Instant began) {
        return start(scenario, port, began, Clock.systemUTC());
    }

    /** @param clock gives the scenario's time; a test may drive it by hand */
    public static Simulator start(Scenario scenario, int port, Instant began, Clock clock) {
        var requests = new RequestLog();
        var truth = new Truth(scenario.world(), began, requests);
        // Each slow answer holds a thread; how many there are is up to the callers.
        ExecutorService threads = Executors.newCachedThreadPool(Simulator::thread);
        HttpServer server = listen(port);
        server.setExecutor(threads);
        // It accepts known keys, and shows what the scenario is about to do: nothing for a page of another site.
        var origins = new OriginFilter(OriginRules.at("127.0.0.1", List.of()));
        server.createContext("/", new CloudHandler(new Cloud(scenario.world(), clock, began, requests)))
                .getFilters()
                .add(origins);
        server.createContext("/simulator/", new ConsoleHandler(truth, requests, began, clock))
                .getFilters()
                .add(origins);
        server.start();
        var simulator = new Simulator(scenario, server, threads, truth);
        LOG.atDebug()
                .addKeyValue("endpoint", simulator.endpoint())
                .addKeyValue("targets", scenario.targets())
                .log("The simulated cloud is listening.");
        return simulator;
    }

    private static HttpServer listen(int port) {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
        } catch (BindException e) {
            throw new OperatorException(
                    "The simulator's port " + port + " is in use: stop what listens there, or choose another (0 for any"
                            + " free one).",
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread thread(Runnable work) {
        var thread = new Thread(work, "simulator");
        thread.setDaemon(true);
        return thread;
    }

    /** The address to poll: the value of ingest's setting {@code cloud.endpoint}. */
    public URI endpoint() {
        var address = server.getAddress();
        return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
    }

    /** The access key id of the scenario's first account. */
    public String accessKeyId() {
        return first().accessKeyId();
    }

    /** The access key secret of the scenario's first account. */
    public String accessKeySecret() {
        return first().accessKeySecret();
    }

    /** Every {@code account/region} that can be polled. */
    public List<String> targets() {
        return scenario.targets();
    }

    /** The record of what happened, and of what was shown. */
    public Truth truth() {
        return truth;
    }

    private Account first() {
        return scenario.world().accounts().get(0);
    }

    /** Closes at once: a client that waits for an answer gets none. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
