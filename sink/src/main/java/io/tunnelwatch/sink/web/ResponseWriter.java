package io.tunnelwatch.sink.web;

import java.nio.ByteBuffer;
import java.util.Iterator;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IteratingNestedCallback;

/**
 * Writes an answer in small pieces. A reader that does not read then holds up one small buffer instead of a copy of the whole
 * answer; the operating system's copy of each write is not larger either.
 */
final class ResponseWriter extends IteratingNestedCallback {
    private static final int AT_ONCE = 64 << 10;

    private final Response response;
    private final Iterator<byte[]> pieces;
    private final ByteBuffer room;
    private byte[] piece = {};
    private int taken;
    private boolean isOver;

    ResponseWriter(Response response, Iterable<byte[]> pieces, long length, Callback callback) {
        super(callback);
        this.response = response;
        this.pieces = pieces.iterator();
        this.room = ByteBuffer.allocate((int) Math.min(AT_ONCE, length));
    }

    @Override
    protected Action process() {
        if (isOver) {
            return Action.SUCCEEDED;
        }
        fill();
        response.write(isOver, room, this);
        return Action.SCHEDULED;
    }

    private void fill() {
        room.clear();
        while (hasMore() && room.hasRemaining()) {
            int count = Math.min(room.remaining(), piece.length - taken);
            room.put(piece, taken, count);
            taken += count;
        }
        isOver = !hasMore();
        room.flip();
    }

    private boolean hasMore() {
        while (taken == piece.length && pieces.hasNext()) {
            piece = pieces.next();
            taken = 0;
        }
        return taken < piece.length;
    }
}
