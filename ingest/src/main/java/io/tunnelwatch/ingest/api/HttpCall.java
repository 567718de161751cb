package io.tunnelwatch.ingest.api;

import java.io.IOException;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** One request and its whole response within one deadline. */
final class HttpCall {
    /** A page of 50 dual-tunnel connections is 150 KiB. */
    private static final int BODY_CAP = 16 * 1024 * 1024;

    private final HttpClient client;
    private final Duration deadline;

    HttpCall(Duration deadline, ProxySelector proxy) {
        this.deadline = deadline;
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                // What is signed for one host is for no other.
                .followRedirects(Redirect.NEVER)
                .connectTimeout(deadline)
                .proxy(proxy)
                .build();
    }

    /** @throws InterruptedException when the program is closing */
    Answer send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = exchange(request);
        String encoding = response.headers().firstValue("content-encoding").orElse("");
        return new Answer(response.statusCode(), response.headers(), Inflation.of(response.body(), encoding, BODY_CAP));
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        long ends = System.nanoTime() + deadline.toNanos();
        try {
            // The client's own timeout ends with the headers; what is left of it is the body's. And it is the blocking
            // call, for the other one starts a thread for each answer on a machine with two cores.
            return client.send(
                    HttpRequest.newBuilder(request, (name, value) -> true)
                            .timeout(deadline)
                            .build(),
                    CappedBody.of(BODY_CAP, ends));
        } catch (HttpTimeoutException e) {
            throw new DeadlineException(deadline);
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new DeadlineException(deadline);
            }
            throw e.getCause() instanceof UnreadableBodyException unreadable ? unreadable : e;
        }
    }

    static final class DeadlineException extends IOException {
        private static final long serialVersionUID = 1L;

        DeadlineException(Duration deadline) {
            super("no whole answer within " + deadline);
        }
    }
}
