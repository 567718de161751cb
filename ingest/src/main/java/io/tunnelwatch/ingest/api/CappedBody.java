package io.tunnelwatch.ingest.api;

import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Collects a body, but never more of it than the cap, whatever the server says about its length. */
final class CappedBody implements BodySubscriber<byte[]> {
    private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
    private final int cap;
    private byte[] bytes = new byte[8 * 1024];
    private int length;
    private @Nullable Subscription subscription;

    private CappedBody(int cap) {
        this.cap = cap;
    }

    static BodyHandler<byte[]> of(int cap) {
        return response -> new CappedBody(cap);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        this.subscription = subscription;
        subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            if (whole.isDone() || buffer.remaining() > cap - length) {
                refuse();
                return;
            }
            append(buffer);
        }
    }

    @Override
    public void onError(Throwable cause) {
        wipe();
        whole.completeExceptionally(cause);
    }

    @Override
    public void onComplete() {
        whole.complete(Arrays.copyOf(bytes, length));
        wipe();
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

    private void refuse() {
        if (subscription != null) {
            subscription.cancel();
        }
        wipe();
        whole.completeExceptionally(new UnreadableBodyException("the body is larger than any answer of this API"));
    }

    /** There are pre-shared keys in it. */
    private void wipe() {
        Arrays.fill(bytes, (byte) 0);
    }
}
