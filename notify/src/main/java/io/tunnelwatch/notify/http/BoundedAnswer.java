package io.tunnelwatch.notify.http;

import io.tunnelwatch.notify.receiver.ReceiverAnswer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/** Collects an answer up to a limit; the rest is not read. */
final class BoundedAnswer implements Response.Listener {
    /** Far beyond any receiver's answer, and little enough to hold for each of many receivers. */
    static final int LARGEST = 64 << 10;

    private final CompletableFuture<Response> complete = new CompletableFuture<>();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();

    /** Completes with the response when enough of it was read. */
    CompletableFuture<Response> complete() {
        return complete;
    }

    @Override
    public void onContent(Response response, ByteBuffer content) {
        byte[] bytes = new byte[Math.min(content.remaining(), LARGEST - body.size())];
        content.get(bytes);
        body.writeBytes(bytes);
        if (content.hasRemaining()) {
            content.position(content.limit());
            complete.complete(response);
            var unused = response.abort(new IOException("enough was read"));
        }
    }

    @Override
    public void onComplete(Result result) {
        if (result.isSucceeded()) {
            complete.complete(result.getResponse());
        } else {
            complete.completeExceptionally(result.getFailure());
        }
    }

    ReceiverAnswer answer(Response response, Instant now) {
        return new ReceiverAnswer(
                response.getStatus(),
                retryAfter(response.getHeaders().get(HttpHeader.RETRY_AFTER), now),
                body.toString(StandardCharsets.UTF_8));
    }

    /** The header is a number of seconds or a date. */
    static Optional<Duration> retryAfter(@Nullable String header, Instant now) {
        if (header == null) {
            return Optional.empty();
        }
        String text = header.strip();
        if (text.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant until = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return Optional.of(until.isAfter(now) ? Duration.between(now, until) : Duration.ZERO);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
