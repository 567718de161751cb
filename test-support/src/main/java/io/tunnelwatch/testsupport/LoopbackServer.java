package io.tunnelwatch.testsupport;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** HTTP servers of tests, on the loopback address. */
public final class LoopbackServer {
    private LoopbackServer() {}

    public static HttpServer onAnyPort() throws IOException {
        return on(0);
    }

    /**
     * Opens a server that takes connections.
     *
     * <p>On Linux 6.18 one in three thousand servers does not, if many are opened and closed, although nothing says so
     * (with Java 17 and 25). It is opened again.
     */
    public static HttpServer on(int port) throws IOException {
        while (true) {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            try (var socket = new Socket()) {
                socket.connect(server.getAddress());
                return server;
            } catch (ConnectException e) {
                server.stop(0);
            }
        }
    }
}
