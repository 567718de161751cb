package io.tunnelwatch.ingest.scanner;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.FailureClass;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScannerTest {
    private static final TargetId TARGET = new TargetId("1", "eu-central-1");

    private final FakeCloud cloud = new FakeCloud();
    private final ManualClock clock = new ManualClock();
    private final Scanner scanner = new Scanner(cloud, clock);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 49, 50, 51, 100, 333})
    void shouldListEverythingInAsFewCallsAsThereArePages(int count) {
        // Given
        cloud.putMany(count);
        // When
        var scan = scanned();
        // Then
        assertThat(scan.connections()).isEqualTo(cloud.connections);
        assertThat(scan.pages()).isEqualTo(cloud.calls).isEqualTo(Math.max(1, (count + 49) / 50));
    }

    @Test
    void shouldBeObservedWhenTheLastPageIsComplete() {
        // Given
        cloud.putMany(101);
        cloud.meanwhile = () -> clock.advance(Duration.ofSeconds(1));
        var start = clock.instant();
        // When
        var scan = scanned();
        // Then
        assertThat(scan.startedAt()).isEqualTo(start);
        assertThat(scan.observedAt()).isEqualTo(start.plusSeconds(3));
    }

    @Test
    void shouldTakeAsLongAsTheQuotaHoldsItBack() {
        // Given: seven pages of a minute each
        cloud.putMany(333);
        cloud.meanwhile = () -> clock.advance(Duration.ofMinutes(1));
        assertThat(scanner.scan(TARGET)).isInstanceOf(FailedScan.class);
        // When
        cloud.spacing = Duration.ofMinutes(1);
        // Then
        assertThat(scanned().connections()).hasSize(333);
    }

    @Test
    void shouldReadAgainWhenAnItemMovesBetweenPages() {
        // Given: an insert in front repeats an item on page 2, and the total changes
        cloud.putMany(60);
        once(() -> cloud.put("vco-00000a", "ipsec_sa_established"));
        // When
        var scan = scanned();
        // Then
        assertThat(scan.connections()).hasSize(61);
        assertThat(cloud.calls).isEqualTo(4);
    }

    @Test
    void shouldReadAgainWhenInsertAndDeleteHideTheShift() {
        // Given: the total stays, page 2 repeats an item of page 1
        cloud.putMany(60);
        once(() -> {
            cloud.put("vco-00000a", "ipsec_sa_established");
            cloud.connections.remove("vco-00059");
        });
        // When
        var scan = scanned();
        // Then
        assertThat(scan.connections()).isEqualTo(cloud.connections);
    }

    @Test
    void shouldFailWhenTheListNeverHoldsStill() {
        // Given
        cloud.putMany(60);
        var inserted = new AtomicInteger();
        cloud.meanwhile = () -> cloud.put("vco-0000" + inserted.incrementAndGet() + "x", "");
        // When
        var scan = unscanned();
        // Then
        assertThat(scan.failureClass()).isEqualTo(FailureClass.INCONSISTENT);
        assertThat(scan.detail()).contains("total changed");
        assertThat(cloud.calls).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1, 1_000_000})
    void shouldFailWhenTheTotalLies(int lie) {
        // Given
        cloud.putMany(60);
        cloud.lieAboutTotal = lie;
        // When
        var scan = unscanned();
        // Then
        assertThat(scan.failureClass()).isEqualTo(FailureClass.INCONSISTENT);
        assertThat(cloud.calls).isLessThan(10);
    }

    @Test
    void shouldCarryTheApisCodeWhenACallFails() {
        // Given
        cloud.failure = Optional.of(new Failed<>(
                FailureClass.THROTTLED, 400, "Throttling.User", "slow down", "id", Optional.of(Duration.ofSeconds(2))));
        // When
        var scan = unscanned();
        // Then
        assertThat(scan.code()).isEqualTo("Throttling.User");
        assertThat(scan.retryAfter()).contains(Duration.ofSeconds(2));
        assertThat(cloud.calls).isEqualTo(1);
    }

    @Test
    void shouldEndListingThatTakesForEver() {
        // Given
        cloud.putMany(5_000);
        cloud.meanwhile = () -> clock.advance(Duration.ofSeconds(9));
        // When
        var scan = unscanned();
        // Then
        assertThat(scan.failureClass()).isEqualTo(FailureClass.NETWORK);
        assertThat(cloud.calls).isLessThan(40);
    }

    @Test
    void shouldCallNothingGoneButOnTheApisWord() {
        // Given
        cloud.put("vco-2", "");
        var absences = new DeletionCheck(TARGET, cloud, 0.2);
        var missing = new TreeSet<>(List.of("vco-1", "vco-2"));
        // When
        var once = absences.check(missing, 2).deleted();
        var gone = absences.check(missing, 2).deleted();
        // Then
        assertThat(once).isEmpty();
        assertThat(gone).singleElement().satisfies(it -> {
            assertThat(it.getConnectionId()).isEqualTo("vco-1");
            assertThat(it.getProof()).isEqualTo("InvalidVpnConnectionInstanceId.NotFound");
            assertThat(it.getRequestId()).isEqualTo("request-404");
        });
    }

    @Test
    void shouldProveNothingWhileLookupsFail() {
        // Given
        cloud.lookupFailure = Optional.of(Failed.without(FailureClass.NETWORK, "away"));
        var absences = new DeletionCheck(TARGET, cloud, 0.2);
        // When / Then
        for (int scan = 0; scan < 3; scan++) {
            assertThat(absences.check(new TreeSet<>(List.of("vco-1")), 1).deleted())
                    .isEmpty();
        }
    }

    @Test
    void shouldDeleteNothingWhenAFifthIsMissingAtOnce() {
        // Given
        cloud.putMany(21);
        var missing = new TreeSet<>(cloud.connections.keySet());
        cloud.connections.clear();
        // When
        var settled = new DeletionCheck(TARGET, cloud, 0.2).check(missing, 100);
        // Then
        assertThat(settled.deleted()).isEmpty();
        assertThat(settled.notLookedUp()).isEqualTo(21);
        assertThat(cloud.lookups).isEmpty();
    }

    @Test
    void shouldAskAboutFewAtATimeAndAboutAllInTheEnd() {
        // Given
        cloud.putMany(25);
        var missing = new TreeSet<>(cloud.connections.keySet());
        var absences = new DeletionCheck(TARGET, cloud, 0.2);
        for (int scan = 1; scan <= 3; scan++) {
            // When
            var gone = absences.check(missing, 1_000).deleted();
            // Then
            assertThat(gone).isEmpty();
            assertThat(cloud.lookups).hasSize(scan * 10);
        }
        assertThat(new TreeSet<>(cloud.lookups)).isEqualTo(missing);
    }

    private void once(Runnable change) {
        cloud.meanwhile = () -> {
            cloud.meanwhile = () -> {};
            change.run();
        };
    }

    private CompleteScan scanned() {
        Scan scan = scanner.scan(TARGET);
        assertThat(scan).isInstanceOf(CompleteScan.class);
        return (CompleteScan) scan;
    }

    private FailedScan unscanned() {
        Scan scan = scanner.scan(TARGET);
        assertThat(scan).isInstanceOf(FailedScan.class);
        return (FailedScan) scan;
    }
}
