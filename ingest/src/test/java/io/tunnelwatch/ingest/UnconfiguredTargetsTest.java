package io.tunnelwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class UnconfiguredTargetsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Set<String> NAMED = Set.of("prod/eu-central-1");

    @Test
    void shouldFindWhatThisGroupPolledAndNoSettingNames() {
        // When
        var departed = at(NOON.plusSeconds(61), view("prod/eu-central-1", "group"), view("prod/cn-hangzhou", "group"));

        // Then
        assertThat(departed.own()).extracting(UnconfiguredTargets::name).containsExactly("prod/cn-hangzhou");
        assertThat(departed.nobodys()).isEmpty();
    }

    @Test
    void shouldLeaveAloneWhatAnotherGroupPolls() {
        // When
        var departed = at(NOON.plus(Duration.ofDays(9)), view("prod/cn-hangzhou", "another"));

        // Then
        assertThat(departed.own()).isEmpty();
        assertThat(departed.nobodys()).isEmpty();
    }

    @Test
    void shouldLeaveAloneWhatIsOnAnotherProcessesPartition() {
        // When
        var departed = UnconfiguredTargets.of(
                List.of(view("prod/cn-hangzhou", "group"), view("prod/cn-beijing", "")),
                it -> false,
                NAMED,
                "group",
                NOON.plus(Duration.ofDays(9)));

        // Then
        assertThat(departed.own()).isEmpty();
        assertThat(departed.nobodys()).isEmpty();
    }

    /** Another process of the group may have read newer settings that name the target. */
    @Test
    void shouldWaitUntilNobodyHasLookedForTwoIntervals() {
        // Given
        var hourly = view("prod/cn-beijing", "group");
        hourly.setPollIntervalMillis(Duration.ofHours(1).toMillis());

        // When / Then
        assertThat(at(NOON.plusSeconds(59), view("prod/cn-hangzhou", "group")).own())
                .isEmpty();
        assertThat(at(NOON.plusSeconds(61), hourly).own()).hasSize(1);
    }

    @Test
    void shouldNotRetireTwice() {
        // Given
        var view = view("prod/cn-hangzhou", "group");
        view.setRetiredAt(NOON);

        // When / Then
        assertThat(at(NOON.plus(Duration.ofDays(9)), view).own()).isEmpty();
    }

    @Test
    void shouldLeaveToAPersonWhatNobodyLeftANameAt() {
        // Given
        var told = view("prod/cn-beijing", "");
        told.setFreshness(new FacetValue(FacetState.DOWN, FacetReason.POLLER_SILENT, "", NOON));

        // When
        var soon = at(NOON.plusSeconds(60), view("prod/cn-hangzhou", ""), told);
        var later = at(NOON.plusSeconds(91), view("prod/cn-hangzhou", ""));

        // Then
        assertThat(soon.own()).isEmpty();
        assertThat(soon.nobodys()).extracting(UnconfiguredTargets::name).containsExactly("prod/cn-beijing");
        assertThat(later.nobodys()).extracting(UnconfiguredTargets::name).containsExactly("prod/cn-hangzhou");
    }

    @Test
    void shouldNotMissAPollerOfImportedHistory() {
        // Given
        var imported = view("prod/cn-hangzhou", "");
        imported.setOrder(new Order(Long.MIN_VALUE + 1, 1L, 0));

        // When / Then
        assertThat(at(NOON.plus(Duration.ofDays(9)), imported).nobodys()).isEmpty();
    }

    private static UnconfiguredTargets at(Instant now, TargetView... views) {
        return UnconfiguredTargets.of(List.of(views), it -> true, NAMED, "group", now);
    }

    private static TargetView view(String name, String polledBy) {
        return TargetView.newBuilder()
                .setAccount(name.substring(0, name.indexOf('/')))
                .setRegion(name.substring(name.indexOf('/') + 1))
                .setOrder(new Order(7L, 3L, 0))
                .setJudgedAt(NOON)
                .setLastComplete(NOON)
                .setPollIntervalMillis(30_000)
                .setNextPollDue(NOON.plusSeconds(30))
                .setConnections(1)
                .setPolledBy(polledBy)
                .build();
    }
}
