package io.tunnelwatch.sink.web;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.jetty.io.Content;

/** Reads the body of a request up to a limit. No thread waits for a slow sender. */
final class BodyReader {
    private final Content.Source source;
    private final int most;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();

    /** The body is larger than the limit. */
    static final class TooLargeException extends Exception {
        private static final long serialVersionUID = 1L;
    }

    private BodyReader(Content.Source source, int most) {
        this.source = source;
        this.most = most;
    }

    /** The body, or {@link TooLargeException}, or what happened to the connection. */
    static CompletionStage<byte[]> read(Content.Source source, int most) {
        var reader = new BodyReader(source, most);
        reader.readAvailable();
        return reader.whole;
    }

    private void readAvailable() {
        while (!whole.isDone()) {
            Content.Chunk chunk = source.read();
            if (chunk == null) {
                source.demand(this::readAvailable);
                return;
            }
            if (Content.Chunk.isFailure(chunk)) {
                whole.completeExceptionally(chunk.getFailure());
                return;
            }
            boolean isLast = chunk.isLast();
            add(chunk.getByteBuffer());
            chunk.release();
            if (isLast) {
                whole.complete(body.toByteArray());
            }
        }
    }

    private void add(ByteBuffer piece) {
        if (body.size() + piece.remaining() > most) {
            whole.completeExceptionally(new TooLargeException());
            return;
        }
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        body.writeBytes(bytes);
    }
}
