package io.tunnelwatch.notify.http;

import io.tunnelwatch.notify.receiver.ReceiverRequest;
import io.tunnelwatch.runtime.HttpAddress;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.HttpProxy;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.eclipse.jetty.http.HttpCookieStore;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * Sends HTTP requests to receivers. A host is resolved once, its addresses are checked, and the connection goes to a checked
 * address. Redirects are not followed, cookies are not kept, compressed answers are not asked for, the certificate must carry
 * the host's name, one deadline covers the whole call, and a long answer is cut. Errors say what happened and never name the
 * path, the query or a header, since these hold the receivers' secrets.
 */
public final class GuardedHttpClient implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    /** Shorter than most servers keep an idle connection, so that they rarely close one that is just being used. */
    private static final Duration IDLE = Duration.ofSeconds(20);

    /** Each destination waits for its own answer, so that few threads serve many; slow name servers hold one each. */
    private static final int MOST_THREADS = 24;

    private static final int LARGEST_HEADERS = 16 << 10;

    /** Slack for the client's own deadline, which names the cause better than ours. */
    private static final Duration LATER = Duration.ofSeconds(1);

    private final HttpClient client;
    private final Duration deadline;

    /** A client that connects directly. */
    public GuardedHttpClient() {
        this(NameResolver.OF_THE_MACHINE, DEADLINE);
    }

    /** Returns a client that asks a proxy for everything; the proxy resolves the receivers' names. */
    public static GuardedHttpClient through(URI proxy) {
        var client = new GuardedHttpClient();
        client.client.getProxyConfiguration().addProxy(new HttpProxy(proxy.getHost(), proxy.getPort()));
        return client;
    }

    GuardedHttpClient(NameResolver names, Duration deadline) {
        this(names, deadline, new SslContextFactory.Client());
    }

    GuardedHttpClient(NameResolver names, Duration deadline, SslContextFactory.Client tls) {
        this.deadline = deadline;
        var threads = new QueuedThreadPool(MOST_THREADS, 2);
        threads.setName("notify-http");
        threads.setDaemon(true);
        this.client = new HttpClient(new HttpClientTransportOverHTTP(connector(tls)));
        client.setExecutor(threads);
        client.setSocketAddressResolver(new CheckedAddresses(names, threads));
        client.setFollowRedirects(false);
        client.setHttpCookieStore(new HttpCookieStore.Empty());
        client.setConnectTimeout(deadline.toMillis());
        client.setIdleTimeout(IDLE.toMillis());
        client.setMaxResponseHeadersSize(LARGEST_HEADERS);
        client.setUserAgentField(new HttpField(HttpHeader.USER_AGENT, "Tunnelwatch"));
        start();
    }

    private static ClientConnector connector(SslContextFactory.Client tls) {
        tls.setEndpointIdentificationAlgorithm("HTTPS");
        var connector = new ClientConnector();
        connector.setSelectors(1);
        connector.setSslContextFactory(tls);
        return connector;
    }

    private void start() {
        try {
            client.start();
        } catch (Exception e) { // declared by Jetty's life cycle
            throw new IllegalStateException("The HTTP client does not start", e);
        }
        // Handlers of redirects, logins and interim answers: an answer is what the receiver says and nothing else.
        client.getProtocolHandlers().clear();
        client.getContentDecoderFactories().clear();
    }

    /** Sends a request and waits for its answer, at most until the deadline. */
    public CallResult send(ReceiverRequest call) {
        String refusal = refusal(call.address());
        if (!refusal.isEmpty()) {
            return new CallResult.Failed(refusal);
        }
        Request request = request(call);
        var answer = new BoundedAnswer();
        request.send(answer);
        try {
            Response response = answer.complete().get(deadline.plus(LATER).toMillis(), TimeUnit.MILLISECONDS);
            return result(response, answer);
        } catch (ExecutionException e) {
            return new CallResult.Failed(why(e.getCause() == null ? e : e.getCause()));
        } catch (TimeoutException e) {
            var unused = request.abort(e);
            return new CallResult.Failed(why(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var unused = request.abort(e);
            return new CallResult.Failed("the call was interrupted");
        }
    }

    private static String refusal(URI address) {
        return HttpAddress.isOne(address) ? "" : "its address is not one of http or https, so that nothing was sent";
    }

    private Request request(ReceiverRequest call) {
        Request request = client.newRequest(call.address())
                .method(call.method())
                .timeout(deadline.toMillis(), TimeUnit.MILLISECONDS);
        String user = call.address().getUserInfo();
        request.headers(fields -> {
            if (user != null) {
                fields.put(HttpHeader.AUTHORIZATION, "Basic " + base64(user));
            }
            call.headers().forEach(fields::put);
        });
        if (!call.body().isEmpty()) {
            String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
            request.body(new BytesRequestContent(
                    type == null ? "application/json" : type, call.body().getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    private static String base64(String user) {
        return Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    private static CallResult result(Response response, BoundedAnswer answer) {
        int status = response.getStatus();
        if (status >= 300 && status < 400) {
            return new CallResult.Failed(
                    "HTTP " + status + ", which leads to " + target(response) + " and is not followed");
        }
        return new CallResult.Answered(answer.answer(response, Instant.now()));
    }

    /** Scheme, host and port only: the rest of an address may be secret. */
    private static String target(Response response) {
        String location = response.getHeaders().get(HttpHeader.LOCATION);
        try {
            URI target = URI.create(location == null ? "" : location.strip());
            if (target.getHost() == null) {
                return "another path";
            }
            return (target.getScheme() == null ? "" : target.getScheme() + "://")
                    + target.getHost()
                    + (target.getPort() < 0 ? "" : ":" + target.getPort());
        } catch (IllegalArgumentException e) {
            return "an address that is none";
        }
    }

    /** The cause in our own words: a message of the client may contain the whole address. */
    private String why(Throwable failure) {
        for (Throwable it = failure; it != null; it = it.getCause()) {
            if (it instanceof AddressRefusedException) {
                return String.valueOf(it.getMessage());
            } else if (it instanceof UnknownHostException) {
                return "its name cannot be resolved";
            } else if (it instanceof SSLException) {
                return "no TLS connection: the certificate is not trusted, not valid, or not for this name";
            } else if (it instanceof ConnectException) {
                return "nobody listens there, or the way is blocked";
            } else if (it instanceof TimeoutException) {
                return "no complete answer within " + deadline.toSeconds() + " s";
            } else if (it instanceof EOFException || it instanceof ClosedChannelException) {
                return "the connection was closed before an answer was complete";
            }
        }
        return "the call failed (" + failure.getClass().getSimpleName() + ")";
    }

    @Override
    public void close() {
        try {
            client.stop();
        } catch (Exception e) { // declared by Jetty's life cycle; the threads are daemons
            throw new IllegalStateException("The HTTP client does not stop", e);
        }
    }
}
