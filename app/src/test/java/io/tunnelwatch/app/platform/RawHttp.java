package io.tunnelwatch.app.platform;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Sends requests byte by byte, as no well-behaved client does. */
public final class RawHttp {
    /** Incomplete requests, each of which stops at another place. */
    private static final List<String> HALVES = List.of(
            "GET /hea",
            "GET / HTTP/1.1\r\nHost: local",
            "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 100\r\n\r\n{\"sch");

    private RawHttp() {}

    /** The whole answer, until the connection is closed. */
    public static String exchange(URI server, String request) throws IOException {
        try (var socket = connect(server)) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** The status line of the answer to a complete request with these headers, which asks to close the connection. */
    public static String status(URI server, String line, List<String> headers, String body) throws IOException {
        String request = line + " HTTP/1.1\r\n"
                + String.join("", headers.stream().map(it -> it + "\r\n").toList())
                + "Content-Length: " + body.length() + "\r\nConnection: close\r\n\r\n" + body;
        return exchange(server, request).lines().findFirst().orElse("no answer");
    }

    /** Opens requests that are never finished; the caller closes them. */
    public static List<Socket> halfRequests(URI server, int count) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < count; i++) {
            var socket = connect(server);
            sockets.add(socket);
            socket.getOutputStream().write(HALVES.get(i % HALVES.size()).getBytes(StandardCharsets.ISO_8859_1));
        }
        return sockets;
    }

    public static void close(List<Socket> sockets) throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }

    private static Socket connect(URI server) throws IOException {
        var socket = new Socket(server.getHost(), server.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }
}
