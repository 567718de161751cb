package io.tunnelwatch.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.ingest.api.AlibabaVpnApi;
import io.tunnelwatch.ingest.api.Endpoints;
import io.tunnelwatch.ingest.api.Proxies;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.simulator.Scenario;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** A simulated cloud of its own for each contestant, so that its calls can be counted. */
final class BenchCloud implements AutoCloseable {
    static final TargetId TARGET = new TargetId(SmallScenario.ACCOUNT, SmallScenario.REGION);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Simulator simulator;

    private BenchCloud(Simulator simulator) {
        this.simulator = simulator;
    }

    static BenchCloud start(Scenario scenario, Instant began, Clock clock) {
        return new BenchCloud(Simulator.start(scenario, 0, began, clock));
    }

    Simulator simulator() {
        return simulator;
    }

    /** The client that ingest uses; the exporter uses it too. */
    VpnApi client() {
        return new AlibabaVpnApi(
                Endpoints.of("cloud.endpoint", simulator.endpoint().toString()),
                Proxies.of("", System.getenv()),
                CredentialsSource.fixed(simulator.accessKeyId(), simulator.accessKeySecret()),
                new ResponseMapper(new Fingerprints("a key".getBytes(StandardCharsets.UTF_8))),
                Duration.ofSeconds(10),
                Clock.systemUTC());
    }

    /** The calls that the simulator has counted so far, of all kinds. */
    long calls() throws IOException, InterruptedException {
        URI counters = simulator.endpoint().resolve("/simulator/requests");
        var answer = http.send(HttpRequest.newBuilder(counters).build(), HttpResponse.BodyHandlers.ofString());
        long calls = 0;
        for (JsonNode kind : new ObjectMapper().readTree(answer.body()).path("requests")) {
            calls += kind.path("count").asLong();
        }
        return calls;
    }

    @Override
    public void close() {
        simulator.close();
    }
}
