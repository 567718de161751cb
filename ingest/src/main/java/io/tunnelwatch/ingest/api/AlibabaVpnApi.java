package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.AccessKey;
import io.tunnelwatch.ingest.CredentialsSource;
import io.tunnelwatch.ingest.NoCredentialsException;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.Mapped;
import io.tunnelwatch.ingest.mapper.PeerConfiguration;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/** Product Vpc, version 2016-04-28, called as RPC over POST. */
public final class AlibabaVpnApi implements VpnApi {
    private static final String VERSION = "2016-04-28";

    private final Endpoints endpoints;
    private final CredentialsSource credentials;
    private final ResponseMapper mapper;
    private final Clock clock;
    private final HttpCall http;

    public AlibabaVpnApi(
            Endpoints endpoints,
            CredentialsSource credentials,
            ResponseMapper mapper,
            Duration callTimeout,
            Clock clock) {
        this.endpoints = endpoints;
        this.credentials = credentials;
        this.mapper = mapper;
        this.clock = clock;
        this.http = new HttpCall(callTimeout);
    }

    @Override
    public Outcome<ListingPage> connections(Target target, int page, int pageSize) {
        var parameters = new TreeMap<>(Map.of(
                "RegionId", target.region(),
                "PageNumber", Integer.toString(page),
                "PageSize", Integer.toString(pageSize)));
        return call(target, "DescribeVpnConnections", parameters, mapper::listing);
    }

    @Override
    public Outcome<ConnectionSnapshot> connection(Target target, String connectionId) {
        var parameters = new TreeMap<>(Map.of("RegionId", target.region(), "VpnConnectionId", connectionId));
        return call(target, "DescribeVpnConnection", parameters, body -> mapper.connection(body, connectionId));
    }

    @Override
    public Outcome<PeerConfiguration> peerConfiguration(Target target, String connectionId) {
        var parameters = new TreeMap<>(Map.of("RegionId", target.region(), "VpnConnectionId", connectionId));
        return call(target, "DownloadVpnConnectionConfig", parameters, mapper::peerConfiguration);
    }

    @Override
    public Outcome<List<Diagnosis>> diagnoses(Target target, List<String> connectionIds, List<String> tunnelIds) {
        var parameters = new TreeMap<>(Map.of("RegionId", target.region(), "PageNumber", "1", "PageSize", "50"));
        number(parameters, "VpnConnectionIds", connectionIds);
        number(parameters, "TunnelIds", tunnelIds);
        return call(target, "DiagnoseVpnConnections", parameters, mapper::diagnoses);
    }

    /** Lists are spelt out as {@code Name.1}, {@code Name.2}, … */
    private static void number(SortedMap<String, String> parameters, String name, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            parameters.put(name + "." + (i + 1), values.get(i));
        }
    }

    @FunctionalInterface
    private interface Reader<T> {
        Mapped<T> read(byte[] body) throws MalformedResponseException;
    }

    private <T> Outcome<T> call(Target target, String action, SortedMap<String, String> parameters, Reader<T> reader) {
        try {
            AccessKey key = credentials.current();
            return read(http.send(signed(target, action, parameters, key)), key, reader);
        } catch (NoCredentialsException e) {
            return Failed.without(FailureClass.CREDENTIALS, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Failures.unanswered(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Failed.without(FailureClass.NETWORK, "the call was given up: closing");
        }
    }

    private static <T> Outcome<T> read(HttpResponse<byte[]> response, AccessKey key, Reader<T> reader) {
        try {
            if (response.statusCode() != 200) {
                return Failures.answered(response, key);
            }
            Mapped<T> mapped = reader.read(response.body());
            return new Answered<>(mapped.value(), mapped.requestId());
        } catch (MalformedResponseException e) {
            return new Failed<>(FailureClass.MALFORMED, 200, "", String.valueOf(e.getMessage()), "", Optional.empty());
        } finally {
            // Pre-shared keys stand in it in clear.
            Arrays.fill(response.body(), (byte) 0);
        }
    }

    private HttpRequest signed(Target target, String action, SortedMap<String, String> parameters, AccessKey key) {
        URI endpoint = endpoints.of(target);
        var signedHeaders = new TreeMap<>(Map.of(
                "host",
                endpoint.getAuthority(),
                "x-acs-action",
                action,
                "x-acs-version",
                VERSION,
                "x-acs-date",
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                "x-acs-signature-nonce",
                UUID.randomUUID().toString(),
                "x-acs-content-sha256",
                Acs3Signature.EMPTY_BODY_SHA256));
        key.securityToken().ifPresent(token -> signedHeaders.put("x-acs-security-token", token));

        var request = HttpRequest.newBuilder(URI.create(endpoint + "/?" + Acs3Signature.query(parameters)))
                .POST(BodyPublishers.noBody())
                .header("accept", "application/json")
                .header("user-agent", "tunnelwatch")
                .header("authorization", new Acs3Signature("POST", parameters, signedHeaders).authorization(key));
        signedHeaders.forEach((name, value) -> {
            if (!name.equals("host")) { // the client sets it itself, to the same
                request.header(name, value);
            }
        });
        return request.build();
    }
}
