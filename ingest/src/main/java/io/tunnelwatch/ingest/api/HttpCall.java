package io.tunnelwatch.ingest.api;

import java.io.IOException;
import java.net.ProtocolException;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/** One request and its whole response within one deadline. */
final class HttpCall {
    /** A page of 50 dual-tunnel connections is 150 KiB. */
    private static final int BODY_CAP = 16 * 1024 * 1024;

    static {
        JdkHttpDefaults.prepare();
    }

    private final HttpClient client;
    private final Proxies proxies;
    private final Duration deadline;

    HttpCall(Duration deadline, Proxies proxies) {
        this.deadline = deadline;
        this.proxies = proxies;
        this.client = HttpClient.newBuilder()
                .version(Version.HTTP_1_1)
                // A request signed for one host must not go to another.
                .followRedirects(Redirect.NEVER)
                .connectTimeout(deadline)
                .proxy(proxies)
                .build();
    }

    /** @throws InterruptedException if the program is closing */
    ApiResponse send(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = exchange(request);
        String encoding = response.headers().firstValue("content-encoding").orElse("");
        // A proxy that refuses to tunnel gives an answer without a body.
        byte[] body = response.body() == null ? new byte[0] : response.body();
        return new ApiResponse(response.statusCode(), response.headers(), ContentDecoding.of(body, encoding, BODY_CAP));
    }

    private HttpResponse<byte[]> exchange(HttpRequest request) throws IOException, InterruptedException {
        long ends = System.nanoTime() + deadline.toNanos();
        try {
            // The client's own timeout covers the headers only; CappedBody enforces the rest of the deadline for the
            // body. The call is the blocking one, because the asynchronous one starts a thread per answer on a machine
            // with two cores.
            return client.send(withinDeadline(request), CappedBody.of(BODY_CAP, ends));
        } catch (HttpConnectTimeoutException e) {
            throw e;
        } catch (HttpTimeoutException e) {
            throw new DeadlineException(deadline);
        } catch (IllegalArgumentException e) {
            // Invalid response headers, such as a length that is not a number. The exception's message quotes them.
            throw new ProtocolException("no HTTP");
        } catch (IOException e) {
            if (e.getCause() instanceof TimeoutException) {
                throw new DeadlineException(deadline);
            }
            throw e.getCause() instanceof UnreadableBodyException unreadable ? unreadable : e;
        }
    }

    /** Sends a proxy login unasked; the client does not pass it on to the server behind the proxy. */
    private HttpRequest withinDeadline(HttpRequest request) {
        var complete = HttpRequest.newBuilder(request, (name, value) -> true).timeout(deadline);
        proxies.authorization(request.uri()).ifPresent(it -> complete.header("proxy-authorization", it));
        return complete.build();
    }

    static final class DeadlineException extends IOException {
        private static final long serialVersionUID = 1L;

        DeadlineException(Duration deadline) {
            super("no complete answer within " + deadline);
        }
    }
}
