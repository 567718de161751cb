package io.tunnelwatch.sink.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Server and proxy must agree where a request ends: otherwise the rest of it becomes a request that nobody checked. */
@Tag("F-56")
class FramingTest {
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final WebAccess access = WebAccess.open("127.0.0.1", 0);
    private final WebServer server =
            WebServer.start(access, new Reading(), ClientConnections.of(access), List.of(), () -> {});

    /** Reads a whole body, as a careless handler does, so that only the framing is tested. */
    private final class Reading extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            handled.add(request.getMethod() + " " + Request.getPathInContext(request) + " "
                    + Content.Source.asString(request));
            Content.Sink.write(response, true, "fine", callback);
            return true;
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldTakeAWellFormedRequest() throws Exception {
        String request = "POST /a HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";

        assertThat(answer(request + "1;a=\"b\"\r\nX\r\n0\r\n\r\n")).startsWith("HTTP/1.1 200");
        assertThat(handled).containsExactly("POST /a X");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // a line end inside the quotes of a chunk's extension: proxies read on to the closing quote
                "Transfer-Encoding: chunked\r\n\r\n1;a=\"\r\nX\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n\"\r\nY\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n1;a=\"\nX\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n\"\r\nY\r\n0\r\n\r\n",
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "Content-Length: 0\r\nContent-Length: 44\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n",
                "X: y\r\n Transfer-Encoding: chunked\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void shouldNotHandleWhatHidesInTheBodyOfAnother(String framed) throws Exception {
        answer("POST /a HTTP/1.1\r\nHost: localhost\r\n" + framed);

        assertThat(handled).noneMatch(it -> it.contains("/smuggled "));
    }

    private String answer(String request) throws Exception {
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
