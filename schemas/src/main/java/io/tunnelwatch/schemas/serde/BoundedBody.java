package io.tunnelwatch.schemas.serde;

import java.io.IOException;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** Reads a response body as text, and fails as soon as it exceeds the limit. */
final class BoundedBody implements BodySubscriber<String> {
    private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
    private final CompletableFuture<String> body = new CompletableFuture<>();
    private final long most;
    private long bytes;
    private @Nullable Subscription subscription;

    private BoundedBody(long most) {
        this.most = most;
    }

    static BodyHandler<String> of(long mostBytes) {
        return response -> new BoundedBody(mostBytes);
    }

    @Override
    public CompletionStage<String> getBody() {
        text.getBody().whenComplete((whole, failure) -> {
            if (failure == null) {
                body.complete(whole);
            } else {
                body.completeExceptionally(failure);
            }
        });
        return body;
    }

    @Override
    public void onSubscribe(Subscription to) {
        subscription = to;
        text.onSubscribe(to);
    }

    @Override
    public void onNext(List<ByteBuffer> part) {
        bytes += part.stream().mapToLong(ByteBuffer::remaining).sum();
        if (bytes <= most) {
            text.onNext(part);
            return;
        }
        if (subscription != null) {
            subscription.cancel();
        }
        body.completeExceptionally(new AnswerTooLongException("more than " + most + " bytes"));
    }

    /** Its own class, because the error message gives the name. */
    private static final class AnswerTooLongException extends IOException {
        AnswerTooLongException(String message) {
            super(message);
        }
    }

    @Override
    public void onError(Throwable failure) {
        text.onError(failure);
    }

    @Override
    public void onComplete() {
        text.onComplete();
    }
}
