package io.tunnelwatch.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;

/**
 * A server for tests that controls every byte: it lists its connections as the cloud does, until it is told to reply otherwise.
 */
public final class RawCloud implements AutoCloseable {
    /** The status of every existing connection. */
    public final Map<String, String> connections = new ConcurrentSkipListMap<>();

    public final AtomicInteger requests = new AtomicInteger();

    /** Request line and headers of the last request. */
    public volatile String lastHead = "";

    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile Reply reply = Reply.HONEST;

    /** Handles a request. Returning leaves the connection open for another one. */
    @FunctionalInterface
    public interface Reply {
        Reply HONEST = (socket, answer) -> socket.getOutputStream().write(answer.whole());

        void to(Socket socket, Answer answer) throws IOException;
    }

    /** The honest answer, which a reply may change. */
    public static final class Answer {
        private final byte[] body;

        private Answer(byte[] body) {
            this.body = body;
        }

        public byte[] body() {
            return body.clone();
        }

        public byte[] whole() {
            return with(200, "OK", body);
        }

        public static byte[] with(int status, String headers, byte[] body) {
            String lines = headers.contains(":") ? headers.strip() + "\r\n" : "";
            return joined(
                    ("HTTP/1.1 " + status + " As-Told\r\n" + lines + "Content-Length: " + body.length + "\r\n\r\n")
                            .getBytes(ISO_8859_1),
                    body);
        }
    }

    public RawCloud() {
        this(ServerSocketFactory.getDefault());
    }

    public RawCloud(ServerSocketFactory sockets) {
        try {
            server = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void replies(Reply otherwise) {
        reply = otherwise;
    }

    /** Sends these bytes as the body to every request. */
    public void replies(int status, String headers, byte[] body) {
        byte[] whole = Answer.with(status, headers, body);
        replies((socket, answer) -> socket.getOutputStream().write(whole));
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            for (String head = head(socket); !head.isEmpty() && !socket.isClosed(); head = head(socket)) {
                requests.incrementAndGet();
                lastHead = head;
                reply.to(socket, answer(head));
                socket.getOutputStream().flush();
            }
        } catch (IOException e) {
            // the caller hung up, or the test is over
        } finally {
            open.remove(socket);
        }
    }

    private static String head(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new ByteArrayOutputStream();
        while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                return "";
            }
            head.write(octet);
        }
        return head.toString(ISO_8859_1);
    }

    private Answer answer(String head) {
        Map<String, String> query = query(head.split(" ", 3)[1].replaceFirst("^[^?]*\\?", ""));
        int page = Integer.parseInt(query.getOrDefault("PageNumber", "1"));
        int size = Integer.parseInt(query.getOrDefault("PageSize", "10"));
        String items = connections.entrySet().stream()
                .skip((page - 1L) * size)
                .limit(size)
                .map(it -> "{\"VpnConnectionId\":\"" + it.getKey() + "\",\"Status\":\"" + it.getValue()
                        + "\",\"IkeConfig\":{\"Psk\":\"must-never-leave\"}}")
                .collect(Collectors.joining(","));
        return new Answer(("{\"PageNumber\":" + page + ",\"PageSize\":" + size + ",\"TotalCount\":" + connections.size()
                        + ",\"RequestId\":\"r\",\"VpnConnections\":{\"VpnConnection\":[" + items + "]}}")
                .getBytes(UTF_8));
    }

    private static Map<String, String> query(String text) {
        return Arrays.stream(text.split("&", -1))
                .map(it -> it.split("=", 2))
                .collect(Collectors.toMap(it -> it[0], it -> it[1], (a, b) -> a, TreeMap::new));
    }

    private static byte[] joined(byte[] head, byte[] body) {
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
        threads.shutdownNow();
    }
}
