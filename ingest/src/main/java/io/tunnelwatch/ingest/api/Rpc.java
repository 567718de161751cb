package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.WithRequestId;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Calls one product of the cloud as RPC over POST: signs, sends, reads, and classifies failures. */
final class Rpc {
    private final String product;
    private final String version;
    private final HttpCall http;
    private final Clock clock;

    Rpc(String product, String version, HttpCall http, Clock clock) {
        this.product = product;
        this.version = version;
        this.http = http;
        this.clock = clock;
    }

    @FunctionalInterface
    interface Reader<T> {
        WithRequestId<T> read(byte[] body) throws MalformedResponseException;
    }

    /** @param parameters parameters as the API names them; a failure message quotes RegionId */
    record Call(URI server, String action, SortedMap<String, String> parameters) {}

    <T> Outcome<T> send(Call call, AccessKey key, Reader<T> reader) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var asked = new CallContext(
                product.toLowerCase(Locale.ROOT) + ":" + call.action(),
                call.parameters().getOrDefault("RegionId", ""),
                call.server().getHost(),
                key,
                now);
        try {
            return read(http.send(signed(call, key, now)), asked, reader);
        } catch (IOException e) {
            return FailureClassifier.unanswered(e, asked);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failed.without(FailureClass.NETWORK, "the call was cancelled: this program is closing");
        }
    }

    private static <T> Outcome<T> read(ApiResponse answer, CallContext asked, Reader<T> reader) {
        try {
            if (answer.status() != 200) {
                return FailureClassifier.answered(answer, asked);
            }
            WithRequestId<T> mapped = reader.read(answer.body());
            return new Answered<>(mapped.value(), mapped.requestId());
        } catch (MalformedResponseException e) {
            return new Failed<>(FailureClass.MALFORMED, 200, "", String.valueOf(e.getMessage()), "", Optional.empty());
        } finally {
            Arrays.fill(answer.body(), (byte) 0);
        }
    }

    private HttpRequest signed(Call call, AccessKey key, Instant now) {
        var signedHeaders = new TreeMap<>(Map.of(
                "host",
                call.server().getAuthority(),
                "x-acs-action",
                call.action(),
                "x-acs-version",
                version,
                "x-acs-date",
                now.toString(),
                "x-acs-signature-nonce",
                UUID.randomUUID().toString(),
                "x-acs-content-sha256",
                Acs3Signature.EMPTY_BODY_SHA256));
        key.securityToken().ifPresent(token -> signedHeaders.put("x-acs-security-token", token));

        var request = HttpRequest.newBuilder(URI.create(call.server() + "/?" + Acs3Signature.query(call.parameters())))
                .POST(BodyPublishers.noBody())
                .header("accept", "application/json")
                .header("accept-encoding", "gzip")
                .header("user-agent", "tunnelwatch")
                .header(
                        "authorization",
                        new Acs3Signature("POST", call.parameters(), signedHeaders).authorization(key));
        signedHeaders.forEach((name, value) -> {
            if (!name.equals("host")) { // the client sets the same value itself
                request.header(name, value);
            }
        });
        return request.build();
    }
}
