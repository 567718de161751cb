package io.tunnelwatch.ingest.saved;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.document.Fingerprints;
import io.tunnelwatch.ingest.document.MalformedResponseException;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.mapper.SavedResponse;
import io.tunnelwatch.testsupport.ExampleResponses;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The observations of a simulated past. */
class PastScansTest {
    private static final TargetId TARGET = new TargetId("1", "eu-central-1");
    private static final Instant BEGAN = Instant.parse("2026-10-30T10:00:00Z");
    private static final Instant CHANGED = BEGAN.plus(Duration.ofHours(30)).plusSeconds(700);
    private static final Instant END = BEGAN.plus(Duration.ofDays(2)).plusSeconds(5);

    /** Three connections, and two of them after the change. */
    private final TreeMap<Instant, SortedMap<String, ConnectionSnapshot>> states = states();

    private final List<Observation> past = PastScans.observations(TARGET, states, END);

    @Test
    void shouldNeverBeWithoutAScanForLong() {
        var times = scans().stream().map(Observation::getObservedAt).toList();

        assertThat(times.get(0)).isEqualTo(BEGAN);
        for (int i = 1; i < times.size(); i++) {
            assertThat(Duration.between(times.get(i - 1), times.get(i)))
                    .isPositive()
                    .isLessThanOrEqualTo(PastScans.INTERVAL);
        }
        assertThat(times.get(times.size() - 1)).isEqualTo(END);
    }

    @Test
    void shouldBoundTheTimeOfAChange() {
        assertThat(scans().stream().map(Observation::getObservedAt)).contains(CHANGED.minusSeconds(30), CHANGED);
        assertThat(past.stream().filter(it -> it.getBody() instanceof ConnectionGone))
                .singleElement()
                .satisfies(it -> assertThat(it.getObservedAt()).isEqualTo(CHANGED));
    }

    @Test
    void shouldGoBeforeEverythingThatIsPolled() {
        assertThat(past).allSatisfy(it -> assertThat(it.getOrder().getEpoch()).isNegative());
        assertThat(past).isSortedAccordingTo((a, b) -> a.getOrder().compareTo(b.getOrder()));
        assertThat(past).extracting(Observation::getOrder).doesNotHaveDuplicates();
    }

    @Test
    void shouldEndEachScanWithTheDigestOfWhatWasSeen() {
        var seen = new HashMap<String, Long>();
        for (Observation it : past) {
            if (it.getBody() instanceof ConnectionSnapshot snapshot) {
                seen.put(snapshot.getConnectionId(), snapshot.getContentHash());
            } else if (it.getBody() instanceof ConnectionGone gone) {
                seen.remove(gone.getConnectionId());
            } else if (it.getBody() instanceof ScanCompleted completed) {
                assertThat(completed.getConnections()).isEqualTo(seen.size());
                assertThat(completed.getDigest())
                        .isEqualTo(
                                seen.values().stream().mapToLong(hash -> hash).sum());
            }
        }
        assertThat(seen).hasSize(2);
    }

    private List<Observation> scans() {
        return past.stream().filter(it -> it.getBody() instanceof ScanCompleted).toList();
    }

    private static TreeMap<Instant, SortedMap<String, ConnectionSnapshot>> states() {
        var before = new TreeMap<String, ConnectionSnapshot>();
        try {
            var mapper = new ResponseMapper(new Fingerprints(new byte[16]));
            var body = ExampleResponses.bytes("connections/06-transit-router.json");
            ((SavedResponse.Listing) mapper.saved(body))
                    .page()
                    .connections()
                    .forEach(it -> before.put(it.getConnectionId(), it));
        } catch (MalformedResponseException e) {
            throw new AssertionError(e);
        }
        var after = new TreeMap<>(before);
        after.pollFirstEntry();
        var states = new TreeMap<Instant, SortedMap<String, ConnectionSnapshot>>();
        states.put(BEGAN, before);
        states.put(CHANGED, after);
        return states;
    }
}
