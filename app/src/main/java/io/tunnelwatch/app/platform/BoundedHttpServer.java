package io.tunnelwatch.app.platform;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The JDK's HTTP server with limits. A client that stalls while it sends a request or reads its answer harms only itself: it
 * holds one thread of many, and after some seconds its connection is closed.
 */
public final class BoundedHttpServer implements AutoCloseable {
    /** A stalled client may hold one each; a waiting thread costs some kilobytes. */
    private static final int THREADS = 256;

    private static final long IDLE_SECONDS = 10;

    /** A request takes milliseconds; an answer that waits for the broker, eight seconds at most. */
    private static final Map<String, String> LIMITS = Map.of(
            "sun.net.httpserver.maxReqTime", "10",
            "sun.net.httpserver.maxRspTime", "20",
            // Without it every answer waits 40 ms for its acknowledgement.
            "sun.net.httpserver.nodelay", "true");

    static {
        limit();
    }

    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    private BoundedHttpServer(HttpServer server, ThreadPoolExecutor threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Sets the limits. Call it before anything else creates such a server: the JDK reads them once. */
    public static void limit() {
        LIMITS.forEach((name, value) -> {
            if (System.getProperty(name) == null) {
                System.setProperty(name, value);
            }
        });
    }

    /** Binds the port; requests are answered only after {@link #start}. */
    public static BoundedHttpServer bind(String name, InetSocketAddress address) throws IOException {
        HttpServer server = HttpServer.create(address, 0);
        var threads = new ThreadPoolExecutor(
                THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    var thread = new Thread(work, name);
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(threads);
        return new BoundedHttpServer(server, threads);
    }

    public BoundedHttpServer answer(String path, HttpHandler handler, Filter... filters) {
        server.createContext(path, handler).getFilters().addAll(List.of(filters));
        return this;
    }

    public void start() {
        server.start();
    }

    public InetSocketAddress address() {
        return server.getAddress();
    }

    /** Cuts all connections off, and waits up to a second until no thread answers any more. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            threads.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
