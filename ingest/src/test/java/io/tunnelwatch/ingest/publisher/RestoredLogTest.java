package io.tunnelwatch.ingest.publisher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.TargetRetired;
import io.tunnelwatch.v1.TargetSilent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class RestoredLogTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final long END = 1_000;

    private final RestoredLog restored = new RestoredLog();
    private long offset = 100;

    @Test
    void shouldKnowWhatWasSaidLast() {
        // When
        read("1/a", 7, 1, snapshot("x", 3), snapshot("y", 4), completed(true, 2, 7));
        read("1/a", 7, 2, snapshot("x", 5), gone("y"), snapshot("z", 1), completed(false, 2, 6));
        read("2/a", 7, 1, snapshot("x", 9), completed(true, 1, 9));
        // Then
        assertThat(known("1/a").hashes()).containsExactly(Map.entry("x", 5L), Map.entry("z", 1L));
        assertThat(known("1/a").observedAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(known("2/a").hashes()).containsExactly(Map.entry("x", 9L));
        assertThat(restored.incomplete()).isEmpty();
    }

    @Test
    void shouldBeReadFromTheLastKeyScanThatMentionedEveryConnection() {
        // Given
        read("1/a", 7, 1, snapshot("x", 3), snapshot("y", 4), completed(true, 2, 7));
        long whole = offset;
        read("1/a", 7, 2, snapshot("x", 3), snapshot("y", 4), completed(true, 2, 7));
        read("1/a", 7, 3, completed(false, 2, 7));
        // When: y is missing from the listing, so a reader that starts here would never learn of it
        read("1/a", 7, 4, snapshot("x", 3), completed(true, 2, 7));
        // Then
        assertThat(restored.wholeSince("1/a", END)).isEqualTo(whole);
        assertThat(known("1/a").hashes()).containsOnlyKeys("x", "y");
    }

    @Test
    void shouldKnowNothingOfATargetThatWasRetired() {
        // When
        read("1/a", 7, 1, snapshot("x", 3), completed(true, 1, 3));
        read("1/a", 7, 2, new TargetSilent(NOON, new TargetRetired(RetirementReason.BY_HAND, "me")));
        // Then
        assertThat(known("1/a").hashes()).isEmpty();
        assertThat(known("1/a").observedAt()).isEqualTo(NOON.plusSeconds(2));
        assertThat(restored.wholeSince("1/a", END)).isEqualTo(END);
        assertThat(restored.incomplete()).isEmpty();
    }

    @Test
    void shouldHaveNothingToReadOfATargetWithoutConnections() {
        // When
        read("1/a", 7, 1, completed(true, 0, 0));
        // Then
        assertThat(restored.wholeSince("1/a", END)).isEqualTo(END);
        assertThat(restored.wholeSince("never/seen", END)).isEqualTo(END);
    }

    @Test
    void shouldTellWhenTheBeginningWasForgotten() {
        // When: the log begins after the key scan
        read("1/a", 7, 5, snapshot("x", 3), completed(false, 2, 7));
        // Then
        assertThat(restored.incomplete()).containsExactly("1/a");
        assertThat(known("1/a").hashes()).containsOnlyKeys("x");
    }

    @Test
    void shouldNotGoOnFromImportedHistoryNorFromWhatIsOutOfOrder() {
        // Given
        read("1/a", 7, 2, snapshot("x", 3), completed(true, 1, 3));
        // When
        read("1/a", -5, 9, snapshot("imported", 1));
        read("1/a", 7, 1, snapshot("late", 1));
        // Then
        assertThat(known("1/a").hashes()).containsOnlyKeys("x");
    }

    @Test
    void shouldStartWhereTheSlowestTargetNeedsIt() {
        // Given
        long first = offset;
        read("1/a", 7, 1, snapshot("x", 3), completed(true, 1, 3));
        read("2/a", 7, 1, snapshot("x", 9), completed(true, 1, 9));
        read("once/polled", 7, 1, snapshot("x", 9), completed(true, 1, 9));
        var start = new StartingPoint(List.of("1/a", "2/a"), restored, END);
        assertThat(start.offset()).isEqualTo(first);
        // When
        start.committed(observations("1/a", 7, 2, snapshot("x", 3), completed(true, 1, 3)), 500);
        // Then
        assertThat(start.offset()).isEqualTo(first + 2);
        // When
        start.committed(observations("2/a", 7, 2, snapshot("x", 9), completed(true, 1, 9)), 510);
        start.committed(observations("2/a", 7, 3, snapshot("x", 9), completed(false, 1, 9)), 520);
        start.committed(observations("1/a", 7, 3, completed(true, 1, 3)), 530);
        // Then
        assertThat(start.offset()).isEqualTo(500);
    }

    private RestoredTarget known(String target) {
        return Objects.requireNonNull(restored.targets().get(target));
    }

    private void read(String target, long epoch, long scan, Object... bodies) {
        observations(target, epoch, scan, bodies).forEach(it -> restored.read(offset++, it));
    }

    private static List<Observation> observations(String target, long epoch, long scan, Object... bodies) {
        var observations = new ArrayList<Observation>();
        for (Object body : bodies) {
            String[] parts = target.split("/");
            var order = new Order(epoch, scan, observations.size());
            Instant at = NOON.plusSeconds(scan);
            observations.add(new Observation(parts[0], parts[1], order, at, at.plusSeconds(30), 30_000L, body));
        }
        return observations;
    }

    private static ConnectionSnapshot snapshot(String id, long hash) {
        return ConnectionSnapshot.newBuilder()
                .setConnectionId(id)
                .setContentHash(hash)
                .build();
    }

    private static ConnectionGone gone(String id) {
        return new ConnectionGone(id, "proof", "");
    }

    private static ScanCompleted completed(boolean keyScan, int connections, long digest) {
        return ScanCompleted.newBuilder()
                .setKeyScan(keyScan)
                .setConnections(connections)
                .setDigest(digest)
                .setStartedAt(NOON)
                .build();
    }
}
