package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.Outcome.Failed;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.mapper.DownloadedPeerConfiguration;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TargetPollerTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration RECHECK = Duration.ofSeconds(5);

    private final FakeCloud cloud = new FakeCloud();
    private final FakeObservationLog log = new FakeObservationLog();
    private final ManualClock clock = new ManualClock();
    private double suspiciousShare = 0.2;
    private boolean peerConfigurations;
    private boolean diagnoses;
    private final OwnedPartition partition = new OwnedPartition(0, log);
    private final LogChecker reader = new LogChecker();
    private final TargetPoller poller = poller(new TargetId("1", "eu-central-1"), 42);

    @Test
    void shouldSayEverythingFirstAndOnlyChangesAfterwards() {
        // Given
        cloud.putMany(3);
        var first = poll();
        cloud.put("vco-00001", "ike_sa_not_established");
        // When
        var second = poll();
        var third = poll();
        // Then
        assertThat(bodies(first)).hasSize(4);
        assertThat(completed(first).getKeyScan()).isTrue();
        assertThat(ids(second)).containsExactly("vco-00001");
        assertThat(completed(second).getKeyScan()).isFalse();
        assertThat(bodies(third)).singleElement().isInstanceOf(ScanCompleted.class);
    }

    @Test
    void shouldOrderByEpochScanAndIndex() {
        // Given
        cloud.putMany(2);
        // When
        var first = poll();
        var second = poll();
        // Then
        assertThat(first)
                .extracting(Observation::getOrder)
                .containsExactly(new Order(7L, 1L, 0), new Order(7L, 1L, 1), new Order(7L, 1L, 2));
        assertThat(second).extracting(Observation::getOrder).containsExactly(new Order(7L, 2L, 0));
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST", "COUNTS_UNNOTICED"})
    void shouldSayEverythingAgainUnderNewEpochAfterUnsureCommit(FakeObservationLog.Next fate) {
        // Given
        cloud.putMany(3);
        poll();
        cloud.put("vco-00001", "ike_sa_not_established");
        log.next = fate;
        poll();
        // When
        var again = poll();
        // Then
        assertThat(ids(again)).hasSize(3);
        assertThat(completed(again).getKeyScan()).isTrue();
        assertThat(again.get(0).getOrder().getEpoch()).isGreaterThan(7);
        assertThat(again.get(0).getOrder().getScan()).isEqualTo(1);
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST", "COUNTS_UNNOTICED"})
    void shouldNotForgetDeletionOfWhichTheCommitWasUnsure(FakeObservationLog.Next fate) {
        // Given
        cloud.putMany(3);
        poll();
        cloud.connections.remove("vco-00002");
        poll();
        log.next = fate;
        poll();
        // When
        poll();
        poll();
        // Then
        assertThat(reader.connections).containsOnlyKeys("vco-00000", "vco-00001");
    }

    @Test
    void shouldProveWhatWasDeletedWhileNobodyLooked() {
        // Given
        cloud.putMany(4);
        poll();
        cloud.connections.remove("vco-00002");
        var successor = successor();
        // When
        var taken = poll(successor);
        var next = poll(successor);
        // Then
        assertThat(bodies(next))
                .anyMatch(it -> it instanceof ConnectionGone gone
                        && gone.getConnectionId().equals("vco-00002"));
        assertThat(completed(taken).getKeyScan()).isTrue();
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @Test
    void shouldNotForgetWhatVanishedWithoutProofOverATakeOver() {
        // Given
        cloud.putMany(4);
        poll();
        cloud.hidden.add("vco-00002");
        poll();
        // When
        var taken = poll(successor());
        // Then
        assertThat(completed(taken).getConnections()).isEqualTo(4);
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @Test
    void shouldGoOnInEventTimeWhenItTakesOverWithAClockThatIsBehind() {
        // Given
        poll();
        Instant before = clock.instant().minus(INTERVAL);
        clock.set(before.minusSeconds(60));
        // When
        var taken = poll(successor());
        // Then
        assertThat(taken.get(0).getObservedAt()).isEqualTo(before.plusMillis(1));
    }

    @Test
    void shouldLearnAfterUnsureCommitThatItCounted() {
        // Given: one appears in a commit with an unknown outcome, and is deleted before the next scan
        cloud.putMany(4);
        poll();
        cloud.put("vco-new", "ike_sa_not_established");
        log.next = FakeObservationLog.Next.COUNTS_UNNOTICED;
        poll();
        cloud.connections.remove("vco-new");
        // When
        poll();
        poll();
        // Then
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @Test
    void shouldLookAgainSoonWhenALookCouldNotBePublished() {
        // Given
        cloud.putMany(1);
        log.next = FakeObservationLog.Next.LOST;
        // When
        Instant due = poller.poll();
        // Then
        assertThat(Duration.between(clock.instant(), due)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void shouldNotLookWhileNothingCanBePublished() {
        // Given
        log.outOfReach = true;
        // When
        Instant due = poller.poll();
        // Then
        assertThat(cloud.calls).isZero();
        assertThat(due).isBefore(clock.instant().plus(INTERVAL));
    }

    @Test
    void shouldStillOweKeyScanWhenTheScanAfterUnsureCommitFails() {
        // Given
        cloud.putMany(2);
        log.next = FakeObservationLog.Next.LOST;
        poll();
        cloud.failure = Optional.of(Failed.without(FailureClass.NETWORK, "away"));
        poll();
        cloud.failure = Optional.empty();
        // When
        var scan = poll();
        // Then
        assertThat(completed(scan).getKeyScan()).isTrue();
        assertThat(ids(scan)).hasSize(2);
    }

    @Test
    void shouldPublishFailedScanAsWhatItIs() {
        // Given
        cloud.putMany(2);
        poll();
        cloud.failure =
                Optional.of(new Failed<>(FailureClass.DENIED, 403, "Forbidden", "no", "id-1", Optional.empty()));
        // When
        var failed = poll();
        // Then
        assertThat(bodies(failed)).containsExactly(new ScanFailed(FailureClass.DENIED, "Forbidden", "no", "id-1"));
        assertThat(reader.connections).hasSize(2);
    }

    @Test
    void shouldPublishDeletionWithItsProof() {
        // Given
        cloud.putMany(2);
        poll();
        cloud.connections.remove("vco-00000");
        // When
        var first = poll();
        var scan = poll();
        // Then: the first proof may come from a server that lags behind
        assertThat(bodies(first)).noneMatch(ConnectionGone.class::isInstance);
        assertThat(completed(first).getConnections()).isEqualTo(2);
        assertThat(bodies(scan).get(0))
                .isEqualTo(new ConnectionGone("vco-00000", "InvalidVpnConnectionInstanceId.NotFound", "request-404"));
        assertThat(completed(scan).getConnections()).isEqualTo(1);
    }

    @Test
    void shouldCallNothingGoneOfWhichTheProofsAreNotOfScansOneAfterTheOther() {
        // Given
        cloud.putMany(2);
        poll();
        for (int round = 0; round < 3; round++) {
            // When: unknown to one server, listed by the next
            var hidden = cloud.connections.remove("vco-00000");
            var proven = poll();
            cloud.connections.put("vco-00000", hidden);
            var listed = poll();
            // Then
            assertThat(bodies(proven)).noneMatch(ConnectionGone.class::isInstance);
            assertThat(bodies(listed)).noneMatch(ConnectionGone.class::isInstance);
        }
        // And: missing from the listing of a server that finds it by id
        var hidden = cloud.connections.remove("vco-00000");
        poll();
        cloud.connections.put("vco-00000", hidden);
        cloud.hidden.add("vco-00000");
        poll();
        cloud.connections.remove("vco-00000");
        assertThat(bodies(poll())).noneMatch(ConnectionGone.class::isInstance);
        assertThat(bodies(poll())).anyMatch(ConnectionGone.class::isInstance);
    }

    @Test
    void shouldAskAboutAllWhoVanishedTenAtATime() {
        // Given
        cloud.putMany(100);
        poll();
        cloud.connections.keySet().stream().limit(15).toList().forEach(cloud.connections::remove);
        // When
        for (int scan = 0; scan < 4; scan++) {
            cloud.lookups.clear();
            poll();
            assertThat(cloud.lookups).hasSizeLessThanOrEqualTo(10).doesNotHaveDuplicates();
        }
        // Then
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    /** A lookup lacks fields of a listing: those stay as they were listed. */
    @Test
    @Tag("F-10")
    void shouldSayWhatBecomesOfAConnectionThatTheListingLeavesOut() {
        // Given
        cloud.putMany(3);
        cloud.rename("vco-00001", "branch");
        poll();
        cloud.hidden.add("vco-00001");
        poll();
        // When
        cloud.put("vco-00001", "ike_sa_not_established");
        var dropped = poll();
        var unchanged = poll();
        // Then
        assertThat(bodies(dropped).get(0)).isInstanceOfSatisfying(ConnectionSnapshot.class, it -> {
            assertThat(it.getStatus()).isEqualTo("ike_sa_not_established");
            assertThat(it.getName()).isEqualTo("branch");
        });
        assertThat(completed(dropped).getConnections()).isEqualTo(3);
        assertThat(bodies(unchanged)).singleElement().isInstanceOf(ScanCompleted.class);
    }

    @Test
    @Tag("F-10")
    void shouldSayWhatBecomesOfAConnectionThatNoListingHasShownSinceItTookOver() {
        // Given
        cloud.putMany(3);
        poll();
        cloud.hidden.add("vco-00001");
        var successor = successor();
        poll(successor);
        // When
        cloud.put("vco-00001", "ike_sa_not_established");
        var dropped = poll(successor);
        // Then
        assertThat(ids(dropped)).containsExactly("vco-00001");
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @Test
    void shouldKeepCountingConnectionThatVanishedWithoutProof() {
        // Given
        cloud.putMany(3);
        var before = completed(poll());
        cloud.hidden.add("vco-00001");
        for (int look = 0; look < 3; look++) {
            // When
            var scan = poll();
            // Then
            assertThat(cloud.lookups).containsExactly("vco-00001");
            cloud.lookups.clear();
            assertThat(bodies(scan)).hasSize(1);
            assertThat(completed(scan).getConnections()).isEqualTo(3);
            assertThat(completed(scan).getDigest()).isEqualTo(before.getDigest());
        }
    }

    @Test
    void shouldSayHowManyDeletionsItHoldsBackUntilTheyAreBelieved() {
        // Given
        cloud.putMany(20);
        poll();
        cloud.connections.keySet().stream().limit(6).toList().forEach(cloud.connections::remove);
        // When
        var held = poll();
        suspiciousShare = 1;
        var successor = successor();
        poll(successor);
        var believed = poll(successor);
        // Then
        assertThat(completed(held).getDeletionsHeld()).isEqualTo(6);
        assertThat(completed(held).getConnections()).isEqualTo(20);
        assertThat(bodies(held)).noneMatch(ConnectionGone.class::isInstance);
        assertThat(completed(believed).getDeletionsHeld()).isZero();
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @Test
    void shouldFetchWhatThePeerShouldBeConfiguredWithOnceAndKeepItOverATakeOver() {
        // Given
        peerConfigurations = true;
        cloud.fresh = true;
        cloud.putMany(8);
        cloud.connections.keySet().forEach(it -> cloud.peerConfigurations.put(it, peer("192.168.0.0/24")));
        var first = successor();
        // When
        var one = poll(first);
        var two = poll(first);
        var three = poll(first);
        var taken = poll(successor());
        // Then: a few at a time, after the scan and separate from it
        assertThat(withPeer(one)).hasSize(5);
        assertThat(withPeer(two)).hasSize(3);
        assertThat(bodies(three)).singleElement().isInstanceOf(ScanCompleted.class);
        assertThat(withPeer(taken)).hasSize(8);
        assertThat(bodies(taken)).hasSize(9);
        assertThat(cloud.peerCalls).isEqualTo(8);
    }

    @Test
    void shouldFetchAgainWhenTheConfigurationChangedButNotWhenTheStatusDid() {
        // Given
        peerConfigurations = true;
        cloud.fresh = true;
        cloud.putMany(1);
        cloud.peerConfigurations.put("vco-00000", peer("192.168.0.0/24"));
        var first = successor();
        poll(first);
        cloud.put("vco-00000", "ike_sa_not_established");
        // When
        var status = poll(first);
        int before = cloud.peerCalls;
        cloud.rename("vco-00000", "another name");
        poll(first);
        // Then
        assertThat(withPeer(status)).hasSize(1);
        assertThat(before).isEqualTo(1);
        assertThat(cloud.peerCalls).isEqualTo(2);
    }

    @Test
    void shouldGoOnPastThoseOfWhichThePeerCannotBeFetched() {
        // Given
        peerConfigurations = true;
        cloud.fresh = true;
        cloud.putMany(8);
        cloud.peerConfigurations.put("vco-00007", peer("192.168.0.0/24"));
        var first = successor();
        // When
        poll(first);
        var second = poll(first);
        // Then
        assertThat(withPeer(second)).containsExactly("vco-00007");
    }

    @Test
    void shouldAskForNoPeerUnlessAllowed() {
        // Given
        cloud.putMany(2);
        // When
        poll();
        // Then
        assertThat(cloud.peerCalls).isZero();
    }

    @Test
    void shouldAskOnceWhyWhenADropIsConfirmed() {
        // Given
        diagnoses = true;
        cloud.putMany(2);
        cloud.diagnoses.put("vco-00001", diagnosis("vco-00001"));
        var asking = successor();
        pollAsDue(asking);
        cloud.put("vco-00001", "ike_sa_not_established");
        // When
        var dropped = pollAsDue(asking);
        var confirmed = pollAsDue(asking);
        var later = pollAsDue(asking);
        // Then
        assertThat(bodies(dropped)).noneMatch(Diagnosis.class::isInstance);
        assertThat(bodies(confirmed)).containsExactly(diagnosis("vco-00001"));
        assertThat(bodies(later)).noneMatch(Diagnosis.class::isInstance);
    }

    @Test
    void shouldNotAskWhyOfABlipNorOfWhatWasNeverUp() {
        // Given
        diagnoses = true;
        cloud.put("vco-never", "ike_sa_not_established");
        cloud.put("vco-blip", "ipsec_sa_established");
        cloud.diagnoses.put("vco-never", diagnosis("vco-never"));
        cloud.diagnoses.put("vco-blip", diagnosis("vco-blip"));
        var asking = successor();
        pollAsDue(asking);
        // When
        cloud.put("vco-blip", "ike_sa_not_established");
        pollAsDue(asking);
        cloud.put("vco-blip", "ipsec_sa_established");
        // Then
        for (int look = 0; look < 30; look++) {
            assertThat(bodies(pollAsDue(asking))).noneMatch(Diagnosis.class::isInstance);
        }
    }

    private static Diagnosis diagnosis(String connectionId) {
        return Diagnosis.newBuilder()
                .setConnectionId(connectionId)
                .setCode("Phase1Timeout")
                .build();
    }

    private static DownloadedPeerConfiguration peer(String subnet) {
        return new DownloadedPeerConfiguration(List.of(), List.of(subnet), List.of());
    }

    private static List<String> withPeer(List<Observation> observations) {
        return bodies(observations).stream()
                .filter(it -> it instanceof ConnectionSnapshot snapshot && snapshot.getPeer() != null)
                .map(it -> ((ConnectionSnapshot) it).getConnectionId())
                .toList();
    }

    @Test
    void shouldSayEverythingEveryQuarterOfAnHour() {
        // Given
        cloud.putMany(2);
        var first = poll().get(0).getObservedAt();
        for (int scan = 1; scan < 30; scan++) {
            assertThat(completed(poll()).getKeyScan()).isFalse();
        }
        // When
        var scan = poll();
        // Then
        assertThat(ids(scan)).hasSize(2);
        assertThat(Duration.between(first, scan.get(0).getObservedAt())).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void shouldLetEventTimeGoOnWhenTheClockIsSetBack() {
        // Given
        poll();
        Instant before = clock.instant();
        clock.set(before.minusSeconds(3600));
        // When
        var scan = poll();
        // Then
        assertThat(scan.get(0).getObservedAt()).isEqualTo(before.minus(INTERVAL).plusMillis(1));
    }

    @Test
    void shouldSayWhenItLooksAgainAndKeepToIt() {
        // Given
        cloud.meanwhile = () -> clock.advance(Duration.ofSeconds(7));
        Instant anchor = poller.firstDue();
        clock.set(anchor);
        // When
        Instant due = poller.poll();
        // Then
        assertThat(due).isEqualTo(anchor.plus(INTERVAL));
        assertThat(log.drain()).allSatisfy(it -> {
            assertThat(it.getNextPollDue()).isEqualTo(due);
            assertThat(it.getPollIntervalMillis()).isEqualTo(30_000);
            assertThat(it.getObservedAt()).isEqualTo(anchor.plusSeconds(7));
        });
    }

    @Test
    void shouldClaimAnewWhenFencedAndStillTheOwner() {
        // Given
        cloud.putMany(1);
        poll();
        log.next = FakeObservationLog.Next.FENCED;
        poll();
        // When
        var afterwards = poll();
        // Then
        assertThat(completed(afterwards).getKeyScan()).isTrue();
        assertThat(log.claims).isEqualTo(2);
    }

    @Test
    void shouldNeitherWriteNorClaimOnceLetGo() {
        // Given
        cloud.putMany(1);
        poll();
        partition.close();
        // When
        var afterwards = poll();
        // Then
        assertThat(afterwards).isEmpty();
        assertThat(log.claims).isEqualTo(1);
    }

    @Test
    void shouldStartAnewWhenTheLogIsBack() {
        // Given
        cloud.putMany(1);
        log.outOfReach = true;
        poll();
        log.outOfReach = false;
        // When
        var scan = poll();
        // Then
        assertThat(completed(scan).getKeyScan()).isTrue();
        assertThat(log.claims).isEqualTo(2);
    }

    @Test
    @Tag("F-25")
    void shouldSayThatARecordIsTooLargeAndDisturbNoOtherTarget() {
        // Given
        var other = poller(new TargetId("2", "eu-central-1"), 43);
        cloud.putMany(1);
        poller.poll();
        other.poll();
        log.drain();
        log.next = FakeObservationLog.Next.REFUSED;
        // When
        poller.poll();
        // Then
        assertThat(bodies(log.drain())).singleElement().isInstanceOfSatisfying(ScanFailed.class, it -> {
            assertThat(it.getFailure()).isEqualTo(FailureClass.MALFORMED);
            assertThat(it.getDetail()).isEqualTo("vco-1 is too large");
        });
        other.poll();
        assertThat(completed(log.drain()).getKeyScan()).isFalse();
        poller.poll();
        assertThat(completed(log.drain()).getKeyScan()).isFalse();
        assertThat(log.claims).isEqualTo(1);
    }

    @Test
    void shouldMakeEveryTargetOfTheShardSayEverythingAgain() {
        // Given
        var other = poller(new TargetId("2", "eu-central-1"), 43);
        cloud.putMany(1);
        poller.poll();
        other.poll();
        log.next = FakeObservationLog.Next.LOST;
        poller.poll();
        log.drain();
        // When
        other.poll();
        // Then
        assertThat(completed(log.drain()).getKeyScan()).isTrue();
    }

    @Test
    void shouldAskAboutWhatJustChangedUntilItSettles() {
        // Given
        cloud.putMany(3);
        pollAsDue();
        cloud.put("vco-00001", "ike_sa_not_established");
        pollAsDue();
        int scans = cloud.calls;
        // When
        var quiet = pollAsDue();
        cloud.put("vco-00001", "ike_sa_established");
        var seen = pollAsDue();
        // Then
        assertThat(quiet).isEmpty();
        assertThat(cloud.lookups).containsExactly("vco-00001", "vco-00001");
        assertThat(cloud.calls).isEqualTo(scans);
        assertThat(seen).singleElement().satisfies(it -> {
            assertThat(it.getOrder()).isEqualTo(new Order(7L, 3L, 0));
            assertThat(((ConnectionSnapshot) it.getBody()).getStatus()).isEqualTo("ike_sa_established");
            assertThat(Duration.between(it.getObservedAt(), it.getNextPollDue()))
                    .isBetween(RECHECK, INTERVAL);
        });
        // When: nothing changes from now on
        Instant changed = clock.instant();
        while (clock.instant().isBefore(changed.plusSeconds(300))) {
            pollAsDue();
        }
        // Then
        assertThat(cloud.lookups).hasSizeBetween(2 + 9, 2 + 12);
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @Test
    void shouldGiveUpOnWhatNeverSettlesUntilAScanShowsItChangedAgain() {
        // Given
        cloud.putMany(1);
        pollAsDue();
        cloud.put("vco-00000", "ike_sa_not_established");
        Instant began = clock.instant();
        // When
        boolean up = false;
        while (clock.instant().isBefore(began.plus(Duration.ofMinutes(20)))) {
            pollAsDue();
            cloud.put("vco-00000", up ? "ipsec_sa_established" : "ike_sa_not_established");
            up = !up;
        }
        // Then
        assertThat(cloud.lookups.size()).isLessThanOrEqualTo(20 * 12);
        assertThat(reader.connections).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"THROTTLED", "DENIED", "NETWORK"})
    void shouldNotAskAgainWhereTheCloudWouldNotAnswer(FailureClass refusal) {
        // Given
        cloud.putMany(1);
        pollAsDue();
        cloud.put("vco-00000", "ike_sa_not_established");
        pollAsDue();
        cloud.lookupFailure = Optional.of(Failed.without(refusal, "not now"));
        // When
        var refused = pollAsDue();
        var next = pollAsDue();
        // Then
        assertThat(refused).isEmpty();
        assertThat(cloud.lookups).hasSize(1);
        assertThat(bodies(next)).singleElement().isInstanceOf(ScanCompleted.class);
    }

    @Test
    void shouldLeaveItToTheNextScanWhenWhatChangedIsNotThereAnyMore() {
        // Given
        cloud.putMany(2);
        pollAsDue();
        cloud.put("vco-00000", "ike_sa_not_established");
        pollAsDue();
        cloud.connections.remove("vco-00000");
        // When
        var recheck = pollAsDue();
        pollAsDue();
        var scan = pollAsDue();
        // Then
        assertThat(recheck).isEmpty();
        assertThat(bodies(scan)).anyMatch(ConnectionGone.class::isInstance);
    }

    @Test
    void shouldAskAboutTenAtOnceWhenManyChange() {
        // Given
        cloud.putMany(40);
        pollAsDue();
        cloud.connections.keySet().stream().toList().forEach(it -> cloud.put(it, "ike_sa_not_established"));
        pollAsDue();
        // When
        pollAsDue();
        pollAsDue();
        // Then
        assertThat(cloud.lookups).hasSize(20).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldNeverSayWhatDoesNotAddUp(long seed) {
        // Given
        var random = new Random(seed);
        cloud.putMany(5);
        for (int step = 0; step < 300; step++) {
            // When
            disturb(random);
            pollAsDue(); // Then: the reader judges
        }
        cloud.failure = Optional.empty();
        cloud.hidden.clear();
        cloud.lookupFailure = Optional.empty();
        // More than a few at once would not be treated as deleted.
        reader.connections.keySet().stream().skip(3).forEach(id -> cloud.put(id, "ipsec_sa_established"));
        clock.advance(Duration.ofMinutes(10)); // long enough that a scan is due
        poll();
        clock.advance(Duration.ofMinutes(10));
        poll();
        // Then
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    /** Failing commits are tested above: after one, the reader may be behind until the next key scan. */
    private void disturb(Random random) {
        String id = "vco-%05d".formatted(random.nextInt(12));
        switch (random.nextInt(6)) {
            case 0 -> cloud.put(id, "ike_sa_not_established");
            case 1 -> cloud.put(id, "ipsec_sa_established");
            case 2 -> cloud.connections.remove(id);
            case 3 ->
                cloud.failure = random.nextBoolean()
                        ? Optional.of(Failed.without(FailureClass.SERVER, "down"))
                        : Optional.empty();
            case 4 -> {
                if (!cloud.hidden.remove(id)) {
                    cloud.hidden.add(id);
                }
            }
            default ->
                cloud.lookupFailure = random.nextBoolean()
                        ? Optional.of(Failed.without(FailureClass.NETWORK, "away"))
                        : Optional.empty();
        }
    }

    /** Polls once, and returns what was committed. */
    private List<Observation> poll() {
        return poll(poller);
    }

    /** Polls once, scan or recheck, at the time that the poller gave. */
    private List<Observation> pollAsDue() {
        return pollAsDue(poller);
    }

    private List<Observation> pollAsDue(TargetPoller poller) {
        clock.set(poller.poll());
        var observations = log.drain();
        reader.read(observations);
        return observations;
    }

    private List<Observation> poll(TargetPoller poller) {
        poller.poll();
        clock.advance(INTERVAL);
        var observations = log.drain();
        reader.read(observations);
        return observations;
    }

    /** A poller of another process, on the same log. */
    private TargetPoller successor() {
        return poller(new TargetId("1", "eu-central-1"), new OwnedPartition(0, log), 44);
    }

    private TargetPoller poller(TargetId target, long seed) {
        return poller(target, partition, seed);
    }

    private TargetPoller poller(TargetId target, OwnedPartition on, long seed) {
        var options = new PollOptions(
                INTERVAL, Duration.ofMinutes(15), RECHECK, suspiciousShare, peerConfigurations, diagnoses);
        return new TargetPoller(target, options, cloud, on, new NoPollListener(), clock, new Random(seed));
    }

    private static List<Object> bodies(List<Observation> observations) {
        return observations.stream().map(Observation::getBody).toList();
    }

    private static List<String> ids(List<Observation> observations) {
        return bodies(observations).stream()
                .filter(ConnectionSnapshot.class::isInstance)
                .map(it -> ((ConnectionSnapshot) it).getConnectionId())
                .toList();
    }

    private static ScanCompleted completed(List<Observation> observations) {
        assertThat(observations).isNotEmpty();
        Object last = observations.get(observations.size() - 1).getBody();
        assertThat(last).isInstanceOf(ScanCompleted.class);
        return (ScanCompleted) last;
    }
}
