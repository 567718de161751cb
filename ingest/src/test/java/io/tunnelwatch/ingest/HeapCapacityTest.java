package io.tunnelwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.ingest.scanner.Scanner;
import io.tunnelwatch.testsupport.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("F-23")
class HeapCapacityTest {
    private static final TargetId ONE = new TargetId("1", "eu-central-1");
    private static final TargetId OTHER = new TargetId("2", "eu-central-1");
    private static final long MB = 1024 * 1024;

    private final FakeCloud cloud = new FakeCloud();

    @Test
    void shouldSayWhatTheConnectionsNeedInsteadOfReadingThem() {
        // Given
        cloud.putMany(300);
        var scanner = new Scanner(
                new HeapGuardedVpnApi(cloud, new HeapCapacity(256 * MB, 100 * MB, MB / 2, MB / 2)), new ManualClock());
        // When
        var scan = scanner.scan(ONE);
        // Then
        assertThat(scan).isInstanceOfSatisfying(FailedScan.class, it -> assertThat(it.detail())
                .isEqualTo("300 connections need about 400 MB of heap, and this process has 256 MB: start it with"
                        + " JAVA_OPTS=-Xmx600m, or let another process poll some of the targets"));
        assertThat(cloud.calls).isEqualTo(1);
    }

    @Test
    void shouldReadWhatFits() {
        cloud.putMany(300);

        assertThat(new Scanner(
                                new HeapGuardedVpnApi(cloud, new HeapCapacity(400 * MB, 100 * MB, MB / 2, MB / 2)),
                                new ManualClock())
                        .scan(ONE))
                .isInstanceOf(CompleteScan.class);
    }

    @Test
    void shouldCountAllTargetsAndForgetThoseThatAreLetGo() {
        // Given
        var room = new HeapCapacity(256 * MB, 100 * MB, MB, 0);
        assertThat(room.refusal(ONE, 100)).isEmpty();
        assertThat(room.refusal(OTHER, 100)).isPresent();
        assertThat(room.refusal(ONE, 100)).as("what was there before stays").isEmpty();
        // When
        room.watch(List.of(OTHER));
        // Then
        assertThat(room.refusal(OTHER, 100)).isEmpty();
    }

    @Test
    void shouldHoldListingsBackAsTheApiBelowDoes() {
        cloud.spacing = Duration.ofSeconds(3);

        assertThat(new HeapGuardedVpnApi(cloud, new HeapCapacity(1, 1, 1, 1)).spacing())
                .isEqualTo(Duration.ofSeconds(3));
    }
}
