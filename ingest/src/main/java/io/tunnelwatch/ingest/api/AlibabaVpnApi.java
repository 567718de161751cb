package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.CredentialsSource;
import io.tunnelwatch.ingest.NoCredentialsException;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.MalformedAnswerException;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FailureClass;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The cloud's VPC API, version 2016-04-28, signed with ACS3-HMAC-SHA256. */
public final class AlibabaVpnApi implements VpnApi {
    private static final String VERSION = "2016-04-28";

    private final HttpClient http;
    private final Endpoints endpoints;
    private final CredentialsSource credentials;
    private final ResponseMapper mapper;
    private final Duration deadline;
    private final Clock clock;

    /**
     * An API to call.
     *
     * @param deadline over a whole call, its body included; the JDK's own timeout ends with the headers
     */
    public AlibabaVpnApi(
            Endpoints endpoints, CredentialsSource credentials, ResponseMapper mapper, Duration deadline, Clock clock) {
        this.endpoints = endpoints;
        this.credentials = credentials;
        this.mapper = mapper;
        this.deadline = deadline;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(deadline)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    @Override
    public Outcome<ListingPage> connections(Target target, int page, int pageSize) {
        var parameters = parameters(target);
        parameters.put("PageNumber", Integer.toString(page));
        parameters.put("PageSize", Integer.toString(pageSize));
        return call(target, "DescribeVpnConnections", parameters, mapper::listing);
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(Target target, String connectionId) {
        var parameters = parameters(target);
        parameters.put("VpnConnectionId", connectionId);
        return call(target, "DescribeVpnConnection", parameters, mapper::connection);
    }

    private <T> Outcome<T> call(
            Target target, String action, SortedMap<String, String> parameters, Mapping<T> mapping) {
        @Nullable CompletableFuture<HttpResponse<byte[]>> answer = null;
        try {
            answer = http.sendAsync(request(target, action, parameters), it -> new CappedBody());
            HttpResponse<byte[]> response = answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == 200
                    ? new Outcome.Answered<>(mapping.map(response.body()), "")
                    : Errors.classify(response);
        } catch (NoCredentialsException e) {
            return Outcome.Failed.without(FailureClass.CREDENTIALS, String.valueOf(e.getMessage()));
        } catch (MalformedAnswerException e) {
            return Outcome.Failed.without(FailureClass.MALFORMED, "the answer is " + e.getMessage());
        } catch (TimeoutException e) {
            return Outcome.Failed.without(FailureClass.NETWORK, "no complete answer within " + deadline);
        } catch (ExecutionException | CancellationException e) {
            return Outcome.Failed.without(FailureClass.NETWORK, Errors.nameOf(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.Failed.without(FailureClass.NETWORK, "interrupted");
        } finally {
            if (answer != null) {
                answer.cancel(true);
            }
        }
    }

    /** A fresh nonce each time: the API refuses one that it has seen. */
    private HttpRequest request(Target target, String action, SortedMap<String, String> parameters) {
        URI endpoint = endpoints.of(target);
        var headers = new TreeMap<String, String>();
        headers.put("host", endpoint.getRawAuthority());
        headers.put("x-acs-action", action);
        headers.put("x-acs-version", VERSION);
        headers.put(
                "x-acs-date", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
        headers.put("x-acs-signature-nonce", UUID.randomUUID().toString());
        headers.put("x-acs-content-sha256", Acs3Signature.EMPTY_BODY_SHA256);
        var key = credentials.current();
        key.securityToken().ifPresent(token -> headers.put("x-acs-security-token", token));
        var signature = new Acs3Signature("POST", parameters, headers);
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/?" + Acs3Signature.query(parameters)))
                .timeout(deadline)
                .POST(HttpRequest.BodyPublishers.noBody())
                .header("accept", "application/json")
                .header("authorization", signature.authorization(key));
        headers.forEach((name, value) -> {
            if (!name.equals("host")) { // the client writes it itself, from the address
                request.header(name, value);
            }
        });
        return request.build();
    }

    private static TreeMap<String, String> parameters(Target target) {
        var parameters = new TreeMap<String, String>();
        parameters.put("RegionId", target.region());
        return parameters;
    }

    private interface Mapping<T> {
        T map(byte[] body) throws MalformedAnswerException;
    }
}
