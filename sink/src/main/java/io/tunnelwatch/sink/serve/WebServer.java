package io.tunnelwatch.sink.serve;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.server.handler.gzip.GzipHandler;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** HTTP for the page and the API. */
final class WebServer implements AutoCloseable {
    private static final int MOST_HEADER_BYTES = 8 << 10;
    private static final long HEARTBEAT_SECONDS = 15;

    private final Server server;
    private final ServerConnector connector;
    private final ScheduledExecutorService heart;

    private WebServer(Server server, ServerConnector connector, ScheduledExecutorService heart) {
        this.server = server;
        this.connector = connector;
        this.heart = heart;
    }

    static WebServer start(WebAccess access, Handler handler, Stream stream) {
        var threads = new QueuedThreadPool(16, 2);
        threads.setName("web");
        threads.setDaemon(true);
        var server = new Server(threads);
        var http = new HttpConfiguration();
        http.setSendServerVersion(false);
        http.setRequestHeaderSize(MOST_HEADER_BYTES);
        // A listener that is a beat and a half away from the last one still stands.
        var connector = new ServerConnector(server, 1, 1, connections(access, http));
        connector.setHost(access.host());
        connector.setPort(access.port());
        connector.setIdleTimeout(HEARTBEAT_SECONDS * 4000);
        server.addConnector(connector);
        server.setHandler(compressing(handler));
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
        var heart = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, "stream-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        heart.scheduleAtFixedRate(stream::heartbeat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        return new WebServer(server, connector, heart);
    }

    /** Thousands of connections are megabytes of words that repeat. A stream is not compressed: it would come in lumps. */
    private static Handler compressing(Handler handler) {
        var gzip = new GzipHandler();
        gzip.setIncludedMimeTypes("application/json", "text/html", "text/css", "text/javascript");
        gzip.setHandler(handler);
        return gzip;
    }

    private static ConnectionFactory[] connections(WebAccess access, HttpConfiguration http) {
        var plain = new HttpConnectionFactory(http);
        if (access.keystore().isEmpty()) {
            return new ConnectionFactory[] {plain};
        }
        var tls = new SslContextFactory.Server();
        tls.setKeyStore(Keystore.read(access.keystore().get(), access.keystorePassword()));
        tls.setKeyStorePassword(access.keystorePassword());
        var secure = new SecureRequestCustomizer();
        // Whoever comes by another name than the certificate's has to sort that out with the certificate.
        secure.setSniHostCheck(false);
        http.addCustomizer(secure);
        return new ConnectionFactory[] {new SslConnectionFactory(tls, plain.getProtocol()), plain};
    }

    boolean isUp() {
        return server.isRunning() && connector.isRunning();
    }

    URI address() {
        String scheme = connector.getDefaultProtocol().startsWith("SSL") ? "https" : "http";
        return URI.create(scheme + "://" + connector.getHost() + ":" + connector.getLocalPort());
    }

    /** What every answer says, whatever it is. */
    static HttpField[] safety() {
        return new HttpField[] {
            new HttpField(
                    "Content-Security-Policy",
                    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                            + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
            new HttpField("X-Content-Type-Options", "nosniff"),
            new HttpField("X-Frame-Options", "DENY"),
            new HttpField("Referrer-Policy", "no-referrer"),
            new HttpField("Cross-Origin-Opener-Policy", "same-origin"),
            new HttpField("Cross-Origin-Resource-Policy", "same-origin")
        };
    }

    @Override
    public void close() {
        heart.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) { // what Jetty declares
            throw new IllegalStateException("The web server did not stop", e);
        }
    }
}
