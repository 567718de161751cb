package io.tunnelwatch.ingest.poller;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.RawCloud;
import io.tunnelwatch.ingest.api.AlibabaVpnApi;
import io.tunnelwatch.ingest.api.Endpoints;
import io.tunnelwatch.ingest.api.Proxies;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.credentials.AccessKey;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** One target, scanned through real sockets, and the content of its log. */
final class TargetHarness {
    static final Duration INTERVAL = Duration.ofSeconds(30);

    /** Deadline of a call: long enough for a healthy one on a busy machine. */
    static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final AccessKey KEY =
            new AccessKey("testid-must-never", "secret-must-never", Optional.of("token-must-never"));
    private static final int LOOKS_TO_RECOVER = 10;

    private final ManualClock clock = new ManualClock();
    private final FakeObservationLog log = new FakeObservationLog();
    private final LogChecker reader = new LogChecker();
    private final Map<String, String> statuses = new TreeMap<>();
    private final TargetPoller poller;

    TargetHarness(String endpoint) {
        this(endpoint, account -> KEY);
    }

    TargetHarness(String endpoint, CredentialsSource credentials) {
        this(new AlibabaVpnApi(
                Endpoints.of("cloud.endpoint", endpoint),
                Proxies.of("", Map.of()),
                credentials,
                new ResponseMapper(new Fingerprints("sixteen characters".getBytes(UTF_8))),
                DEADLINE,
                Clock.systemUTC()));
    }

    private TargetHarness(VpnApi api) {
        var options = new PollOptions(INTERVAL, Duration.ofMinutes(15), INTERVAL, 0.2, false, false);
        poller = new TargetPoller(
                new TargetId("1", "eu-central-1"),
                options,
                api,
                new OwnedPartition(0, log),
                new NoPollListener(),
                clock,
                new Random(1));
    }

    /** One scan, which the reader checks against all earlier ones. */
    List<Observation> look() {
        poller.poll();
        clock.advance(INTERVAL);
        var observations = log.drain();
        reader.read(observations);
        for (Observation observation : observations) {
            assertThat(observation.toString()).doesNotContain("must-never");
            if (observation.getBody() instanceof ConnectionSnapshot snapshot) {
                statuses.put(snapshot.getConnectionId(), snapshot.getStatus());
            } else if (observation.getBody() instanceof ConnectionGone gone) {
                statuses.remove(gone.getConnectionId());
            }
        }
        return observations;
    }

    /** One scan that may publish only its failure and the reason. */
    ScanFailed failedLook(FailureClass expected) {
        var observations = look();
        assertThat(observations).hasSize(1);
        assertThat(observations.get(0).getBody()).isInstanceOf(ScanFailed.class);
        var failed = (ScanFailed) observations.get(0).getBody();
        assertThat(failed.getFailure()).as(failed.getDetail()).isEqualTo(expected);
        assertThat(failed.getDetail()).isNotBlank().doesNotContain("\n");
        return failed;
    }

    /** Scans until one is complete, and compares it with the truth. */
    void seesAll(RawCloud cloud) {
        for (int look = 1; look <= LOOKS_TO_RECOVER; look++) {
            var observations = look();
            if (observations.get(observations.size() - 1).getBody() instanceof ScanCompleted) {
                assertThat(statuses).isEqualTo(cloud.connections);
                return;
            }
        }
        throw new AssertionError("no complete look within " + LOOKS_TO_RECOVER);
    }
}
