package io.tunnelwatch.ingest.api;

import io.tunnelwatch.ingest.credentials.AccessKey;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/**
 * Product Sts, version 2015-04-01: issues temporary keys for roles. The client in credentials-java is not used: it signs with
 * SHA-1 into the URL, ignores our proxy and deadline, and cannot be directed to a test server.
 */
public final class SecurityTokenService {
    /** The session name under which the cloud's audit log shows this program's calls. */
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
        return sts.send(new Rpc.Call(server, "AssumeRole", parameters), key, AssumeRoleResponse::read);
    }
}
