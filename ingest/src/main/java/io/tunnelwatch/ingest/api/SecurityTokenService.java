package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.AccessKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Product Sts, version 2015-04-01: gives temporary keys for roles. Not the one in credentials-java, which signs with SHA-1
 * into the URL, knows neither our proxy nor our deadline, and cannot be aimed at a server of a test.
 */
public final class SecurityTokenService {
    /** How the calls of this program are named in the cloud's audit log. */
    private static final String SESSION = "tunnelwatch";

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final URI server;
    private final Rpc sts;

    public SecurityTokenService(Endpoints endpoints, Proxies proxies, Duration callTimeout, Clock clock) {
        this.server = endpoints.central();
        this.sts = new Rpc("Sts", "2015-04-01", new HttpCall(callTimeout, proxies), clock);
    }

    public Outcome<TemporaryKey> assume(String roleArn, AccessKey key) {
        var parameters = new TreeMap<>(Map.of(
                "RoleArn", roleArn,
                "RoleSessionName", SESSION,
                "DurationSeconds", Long.toString(LIFETIME.toSeconds())));
        return sts.send(new Rpc.Call(server, "AssumeRole", parameters), key, AssumedRole::read);
    }
}
