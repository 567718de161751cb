package io.tunnelwatch.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.simulator.wire.Acs3;
import io.tunnelwatch.simulator.wire.Parameters;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/** Signs and sends calls; a test can get every step wrong on purpose. */
record Caller(
        URI endpoint,
        String keyId,
        String secret,
        String method,
        Instant date,
        String nonce,
        Map<String, String> headers) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    static Caller of(Simulator simulator) {
        return new Caller(
                simulator.endpoint(),
                simulator.accessKeyId(),
                simulator.accessKeySecret(),
                "POST",
                Instant.now(),
                "",
                Map.of("accept", "application/json"));
    }

    Caller keyId(String value) {
        return new Caller(endpoint, value, secret, method, date, nonce, headers);
    }

    Caller secret(String value) {
        return new Caller(endpoint, keyId, value, method, date, nonce, headers);
    }

    Caller method(String value) {
        return new Caller(endpoint, keyId, secret, value, date, nonce, headers);
    }

    Caller date(Instant value) {
        return new Caller(endpoint, keyId, secret, method, value, nonce, headers);
    }

    Caller nonce(String value) {
        return new Caller(endpoint, keyId, secret, method, date, value, headers);
    }

    Caller accept(String value) {
        return new Caller(endpoint, keyId, secret, method, date, nonce, Map.of("accept", value));
    }

    Caller unsignedHeader(String name, String value) {
        var more = new TreeMap<>(headers);
        more.put(name, value);
        return new Caller(endpoint, keyId, secret, method, date, nonce, more);
    }

    HttpResponse<String> send(String action, String... parameters) throws IOException, InterruptedException {
        var query = new TreeMap<String, String>();
        for (int i = 0; i < parameters.length; i += 2) {
            query.put(parameters[i], parameters[i + 1]);
        }
        String hash = Acs3.sha256(new byte[0]);
        var signed = new TreeMap<String, String>();
        signed.put("host", endpoint.getAuthority());
        signed.put("x-acs-action", action);
        signed.put("x-acs-version", Cloud.VERSION);
        signed.put("x-acs-date", date.truncatedTo(ChronoUnit.SECONDS).toString());
        signed.put("x-acs-signature-nonce", nonce.isEmpty() ? UUID.randomUUID().toString() : nonce);
        signed.put("x-acs-content-sha256", hash);
        List<String> names = new ArrayList<>(signed.keySet());
        String canonical = Acs3.canonicalRequest(method, new Parameters(query), signed, names, hash);
        String signature = Acs3.sign(secret, Acs3.stringToSign(canonical));
        var request = HttpRequest.newBuilder(URI.create(endpoint + "/?" + encoded(query)))
                .method(method, HttpRequest.BodyPublishers.noBody())
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", Acs3.authorization(keyId, names, signature));
        signed.forEach((name, value) -> {
            if (!name.equals("host")) {
                request.header(name, value);
            }
        });
        headers.forEach(request::header);
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static String encoded(Map<String, String> query) {
        return query.entrySet().stream()
                .map(it -> Parameters.encode(it.getKey()) + "=" + Parameters.encode(it.getValue()))
                .collect(Collectors.joining("&"));
    }

    JsonNode json(String action, String... parameters) throws IOException, InterruptedException {
        return JSON.readTree(send(action, parameters).body());
    }

    /** One page of a region's list. */
    JsonNode page(String region, int number, int size) throws IOException, InterruptedException {
        return json(
                "DescribeVpnConnections",
                "RegionId",
                region,
                "PageNumber",
                Integer.toString(number),
                "PageSize",
                Integer.toString(size));
    }

    static JsonNode aside(Simulator simulator, String path) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create(simulator.endpoint() + path)).build();
        return JSON.readTree(
                HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
