package io.tunnelwatch.sink.web;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.net.URI;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** HTTP for the page and the API. */
final class WebServer implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final long HEARTBEAT_SECONDS = 15;

    /** More threads than may wait for a password check, so that one is free for a probe. */
    private static final int MOST_THREADS = 32;

    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService heart;
    private final PeriodicChecks rounds;

    private WebServer(Server server, ServerConnector connector, ScheduledExecutorService heart, PeriodicChecks rounds) {
        this.server = server;
        this.connector = connector;
        this.heart = heart;
        this.rounds = rounds;
    }

    /**
     * Starts the server.
     *
     * @param rounds further checks to run every second
     * @param heartbeat sends listeners a sign of life
     */
    static WebServer start(
            WebAccess access, Handler handler, ClientConnections visitors, List<Runnable> rounds, Runnable heartbeat) {
        var eachSecond = new ArrayList<>(rounds);
        eachSecond.add(visitors::closeLate);
        var threads = new QueuedThreadPool(MOST_THREADS, 2);
        threads.setName("web");
        threads.setDaemon(true);
        var server = new Server(threads);
        // The idle timeout is four heartbeats, so that a stream survives late ones.
        var connector = new ConnectionTracker(server, visitors, connections(access, eachSecond));
        connector.setHost(access.host());
        connector.setPort(access.port());
        connector.setIdleTimeout(HEARTBEAT_SECONDS * 4000);
        server.addConnector(connector);
        server.setHandler(handler);
        server.setErrorHandler(new ProblemErrorHandler(access.keystore().isPresent()));
        server.setStopTimeout(0);
        try {
            server.start();
        } catch (IOException e) {
            throw new OperatorException(
                    "Port " + access.port() + " on " + access.host()
                            + " is in use: choose another with http.port or --http-port (0 takes any" + " free one).",
                    e);
        } catch (Exception e) { // what Jetty declares
            throw new IllegalStateException("The web server did not start", e);
        }
        return new WebServer(server, connector, heart(heartbeat), new PeriodicChecks(eachSecond));
    }

    private static ScheduledExecutorService heart(Runnable heartbeat) {
        var heart = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "stream-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        heart.scheduleAtFixedRate(heartbeat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        return heart;
    }

    /** Reports connections that open and close. */
    private static final class ConnectionTracker extends ServerConnector {
        private final ClientConnections visitors;

        ConnectionTracker(Server server, ClientConnections visitors, ConnectionFactory... factories) {
            super(server, 1, 1, factories);
            this.visitors = visitors;
        }

        @Override
        protected void onEndPointOpened(EndPoint end) {
            super.onEndPointOpened(end);
            visitors.opened(end);
        }

        @Override
        protected void onEndPointClosed(EndPoint end) {
            visitors.closed(end);
            super.onEndPointClosed(end);
        }
    }

    private static ConnectionFactory[] connections(WebAccess access, List<Runnable> eachSecond) {
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        var plain = new HttpConnectionFactory(http);
        if (access.keystore().isEmpty()) {
            return new ConnectionFactory[] {plain};
        }
        var secure = new SecureRequestCustomizer();
        // The client verifies the certificate's name; the server does not.
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        var tls = tls(access.keystore().get(), eachSecond);
        return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
    }

    boolean isUp() {
        return server.isRunning() && connector.isRunning();
    }

    /** TLS that reloads its certificate, which is renewed every few weeks, without a restart. */
    private static SslContextFactory.Server tls(Keystore keystore, List<Runnable> eachSecond) {
        var tls = new SslContextFactory.Server();
        tls.setKeyStorePassword(keystore.password().value());
        var file = new ReloadedFile(keystore.file(), () -> use(keystore.read(), tls));
        eachSecond.add(file::reloadIfChanged);
        return tls;
    }

    private static void use(KeyStore keys, SslContextFactory.Server tls) {
        if (!tls.isStarted()) {
            tls.setKeyStore(keys);
            return;
        }
        try {
            tls.reload(it -> it.setKeyStore(keys));
        } catch (Exception e) { // what Jetty declares
            throw new IllegalStateException("The key and certificate cannot be used", e);
        }
    }

    URI address() {
        String scheme = connector.getDefaultProtocol().startsWith("SSL") ? "https" : "http";
        return URI.create(scheme + "://" + connector.getHost() + ":" + connector.getLocalPort());
    }

    /** Security headers of every answer. */
    static HttpField[] safety(boolean isSecure) {
        var safety = new ArrayList<>(List.of(
                new HttpField(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                                + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
                new HttpField("X-Content-Type-Options", "nosniff"),
                new HttpField("X-Frame-Options", "DENY"),
                new HttpField("Referrer-Policy", "no-referrer"),
                new HttpField("Cross-Origin-Opener-Policy", "same-origin"),
                new HttpField("Cross-Origin-Resource-Policy", "same-origin")));
        if (isSecure) {
            safety.add(new HttpField("Strict-Transport-Security", "max-age=31536000"));
        }
        return safety.toArray(HttpField[]::new);
    }

    @Override
    public void close() {
        heart.shutdownNow();
        rounds.close();
        try {
            server.stop();
        } catch (Exception e) { // what Jetty declares
            throw new IllegalStateException("The web server did not stop", e);
        }
    }
}
