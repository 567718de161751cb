package io.tunnelwatch.ingest;

import io.tunnelwatch.ingest.api.CloudClock;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.TunnelSnapshot;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Makes each call that ingest makes once, so that an operator learns which of them the cloud refuses. It needs no Kafka, and
 * keeps nothing of the answers.
 */
public final class CloudProbe {
    /** Shorter than what a person waits for a command. */
    private static final Duration LONGEST_CALL = Duration.ofSeconds(10);

    /** No connection is called that; who may ask for it is told so, and who may not is refused. */
    private static final String UNKNOWN_CONNECTION = "vco-tunnelwatch-doctor";

    private final VpnApi api;
    private final CloudClock clock;
    private final boolean diagnoses;
    private final boolean peerConfigurations;

    private CloudProbe(VpnApi api, CloudClock clock, boolean diagnoses, boolean peerConfigurations) {
        this.api = api;
        this.clock = clock;
        this.diagnoses = diagnoses;
        this.peerConfigurations = peerConfigurations;
    }

    /** One call: its action, and the failure if it failed. */
    public record Call(String action, String answer, Optional<Failed<?>> failure) {}

    public static CloudProbe of(Settings settings, CredentialsSource credentials, Clock clock) {
        var config = settings.parse(IngestSettings.definition());
        var access = CloudAccess.of(settings).noSlowerThan(LONGEST_CALL);
        var mapper = new ResponseMapper(new Fingerprints(new SecureRandom().generateSeed(16)));
        return new CloudProbe(
                access.api(credentials, mapper, clock),
                access.clock(clock),
                config.getBoolean(IngestSettings.DIAGNOSES),
                config.getBoolean(IngestSettings.PEER_CONFIGURATION));
    }

    /** The time by which this machine is ahead of the cloud; empty if the cloud cannot be reached or does not tell. */
    public Optional<Duration> clockAhead(TargetId target) {
        return clock.ahead(target);
    }

    /** The calls that ingest needs by these settings. If the cloud is away, or the key is wrong, the first call tells. */
    public List<Call> calls(TargetId target) {
        var listing = api.connections(target, 1, 10);
        var calls = new ArrayList<>(List.of(call("DescribeVpnConnections", listing, listed(listing))));
        if (listing instanceof Failed<ListingPage> failed && failed.failureClass() != FailureClass.DENIED) {
            return calls;
        }
        var first = listing instanceof Answered<ListingPage> it
                ? it.value().connections().stream().findFirst()
                : Optional.<ConnectionSnapshot>empty();
        String id = first.map(ConnectionSnapshot::getConnectionId).orElse(UNKNOWN_CONNECTION);
        calls.add(call("DescribeVpnConnection", api.connection(target, id), "permitted"));
        if (diagnoses) {
            calls.add(call("DiagnoseVpnConnections", diagnose(target, first), "permitted"));
        }
        if (peerConfigurations) {
            calls.add(call("DownloadVpnConnectionConfig", api.peerConfiguration(target, id), "permitted"));
        }
        return calls;
    }

    private Outcome<?> diagnose(TargetId target, Optional<ConnectionSnapshot> first) {
        List<String> tunnels = first.map(ConnectionSnapshot::getTunnels).orElse(List.of()).stream()
                .map(TunnelSnapshot::getTunnelId)
                .toList();
        return tunnels.isEmpty()
                ? api.diagnoses(
                        target,
                        List.of(first.map(ConnectionSnapshot::getConnectionId).orElse(UNKNOWN_CONNECTION)),
                        List.of())
                : api.diagnoses(target, List.of(), tunnels);
    }

    private static String listed(Outcome<ListingPage> listing) {
        return listing instanceof Answered<ListingPage> it
                ? "permitted; the target has " + it.value().totalCount() + " connections"
                : "";
    }

    /** An answer about a connection that does not exist comes after the check of the permission. */
    private static Call call(String action, Outcome<?> outcome, String answer) {
        boolean failed = outcome instanceof Failed<?> it && !it.provesDeletion();
        return new Call(action, answer, failed ? Optional.of((Failed<?>) outcome) : Optional.empty());
    }
}
