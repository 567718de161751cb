package io.tunnelwatch.sink.web;

import io.tunnelwatch.sink.api.ChangeStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** One listener of the stream: server-sent events, written one after the other, without ever blocking. */
final class EventStream implements ChangeStream.Listener, Callback {
    /** A reader that is this far behind is cut off, and reads everything again when it comes back. */
    private static final int MOST_WAITING = ChangeStream.KEPT;

    /** Waiting texts are shared by all listeners; bytes that are being written are a copy for each, so they are bounded. */
    private static final int MOST_AT_ONCE = 64 * 1024;

    private final ChangeStream stream;
    private final ClientConnections.ClientConnection visit;
    private final Response response;
    private final Callback callback;
    private final ArrayDeque<String> waiting = new ArrayDeque<>();
    private boolean writing;
    private boolean over;

    private EventStream(
            ChangeStream stream, ClientConnections.ClientConnection visit, Response response, Callback callback) {
        this.stream = stream;
        this.visit = visit;
        this.response = response;
        this.callback = callback;
    }

    static void begin(
            ChangeStream stream,
            ClientConnections.ClientConnection visit,
            Request request,
            Response response,
            Callback callback) {
        response.setStatus(200);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8");
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        var listener = new EventStream(stream, visit, response, callback);
        listener.onEvent("retry: 2000\n\n");
        stream.subscribe(Optional.ofNullable(request.getHeaders().get("Last-Event-ID")), listener);
    }

    @Override
    public synchronized void onEvent(String text) {
        if (over) {
            return;
        }
        if (waiting.size() >= MOST_WAITING) {
            failed(new IllegalStateException("a reader too slow"));
            return;
        }
        waiting.addLast(text);
        writeNext();
    }

    private void writeNext() {
        if (!writing && !waiting.isEmpty()) {
            writing = true;
            var all = new StringBuilder();
            while (!waiting.isEmpty() && all.length() < MOST_AT_ONCE) {
                all.append(waiting.removeFirst());
            }
            visit.sendingEvent();
            response.write(false, ByteBuffer.wrap(all.toString().getBytes(StandardCharsets.UTF_8)), this);
        }
    }

    @Override
    public synchronized void succeeded() {
        writing = false;
        visit.listening();
        writeNext();
    }

    @Override
    public synchronized void failed(Throwable failure) {
        if (!over) {
            over = true;
            stream.unsubscribe(this);
            callback.failed(failure);
        }
    }
}
