package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.TargetRetired;
import io.tunnelwatch.v1.TargetSilent;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OwnedPartitionTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private final FakeObservationLog log = new FakeObservationLog();
    private final OwnedPartition partition = new OwnedPartition(0, log);

    @Test
    void shouldRetireATargetOnceThePartitionIsClaimed() {
        // When
        boolean retired = partition.retire(retirement());

        // Then
        assertThat(retired).isTrue();
        assertThat(log.claims).isEqualTo(1);
        assertThat(log.committed).containsExactly(retirement());
    }

    @Test
    void shouldNotCallRetiredWhatIsNotKnownToBeInTheLog() {
        // Given
        log.next = FakeObservationLog.Next.LOST;

        // When / Then
        assertThat(partition.retire(retirement())).isFalse();
        assertThat(partition.retire(retirement())).isTrue();
        assertThat(log.claims).isEqualTo(2);
    }

    @Test
    void shouldRetireNothingOnAPartitionThatIsAnothersByNow() {
        // Given
        partition.close();

        // When / Then
        assertThat(partition.retire(retirement())).isFalse();
        assertThat(log.committed).isEmpty();
    }

    private static Observation retirement() {
        return new Observation(
                "prod",
                "cn-hangzhou",
                new Order(3L, 9L, 0),
                NOON,
                NOON.plusSeconds(30),
                30_000L,
                new TargetSilent(NOON, new TargetRetired(RetirementReason.NOT_IN_SETTINGS, "group")));
    }
}
