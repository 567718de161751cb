package io.tunnelwatch.ingest.api;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Collects a response body up to a cap, whatever length the server announces, and until a deadline. */
final class CappedBody implements BodySubscriber<byte[]> {
    private static final int USUAL = 8 * 1024;

    /** More than a page has. A larger announced body gets its buffer only as it arrives. */
    private static final int MOST_BELIEVED = 256 * 1024;

    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final int cap;
    private byte[] bytes;
    private int length;
    private @Nullable Subscription subscription;

    private CappedBody(int announced, int cap) {
        this.bytes = new byte[announced];
        this.cap = cap;
    }

    /** @param ends deadline for the whole body, in terms of {@link System#nanoTime()} */
    static BodyHandler<byte[]> of(int cap, long ends) {
        return response -> {
            long announced =
                    response.headers().firstValueAsLong("content-length").orElse(USUAL);
            var body = new CappedBody((int) Math.max(0, Math.min(announced, MOST_BELIEVED)), cap);
            body.endBy(ends);
            return body;
        };
    }

    private void endBy(long ends) {
        whole.orTimeout(ends - System.nanoTime(), TimeUnit.NANOSECONDS).whenComplete((body, failure) -> {
            if (failure instanceof TimeoutException) {
                giveUp();
            }
        });
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public synchronized void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public synchronized void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (whole.isDone() || buffer.remaining() > cap - length) {
                giveUp();
                whole.completeExceptionally(
                        new UnreadableBodyException("the body is larger than any answer of this API"));
                return;
            }
            append(buffer);
        }
    }

    @Override
    public synchronized void onError(Throwable cause) {
        wipe();
        whole.completeExceptionally(cause);
    }

    @Override
    public synchronized void onComplete() {
        if (length == bytes.length) {
            whole.complete(bytes);
        } else {
            whole.complete(Arrays.copyOf(bytes, length));
            wipe();
        }
    }

    private void append(ByteBuffer buffer) {
        int more = buffer.remaining();
        if (length + more > bytes.length) {
            byte[] larger = Arrays.copyOf(bytes, Math.min(cap, Math.max(length + more, bytes.length * 2)));
            wipe();
            bytes = larger;
        }
        buffer.get(bytes, length, more);
        length += more;
    }

    private synchronized void giveUp() {
        if (subscription != null) {
            subscription.cancel();
        }
        wipe();
    }

    /** Wipes the buffer, which holds pre-shared keys. */
    private void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }
}
