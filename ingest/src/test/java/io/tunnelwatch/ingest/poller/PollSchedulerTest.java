package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.v1.Observation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class PollSchedulerTest {
    private static final TargetId SLOW = new TargetId("1", "eu-central-1");
    private static final TargetId QUICK = new TargetId("2", "eu-central-1");

    private static final PollOptions PACE =
            new PollOptions(Duration.ofMillis(20), Duration.ofMinutes(15), Duration.ofSeconds(5), 0.2, false, false);

    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger quickScans = new AtomicInteger();
    private final FakeCloud cloud = new FakeCloud();
    private final AtomicLong nanos = new AtomicLong(-1_000);
    private final LastActivity progress = new LastActivity(nanos::get);
    private final PollScheduler scheduler = new PollScheduler(Clock.systemUTC(), progress, Duration.ofSeconds(10));

    @AfterEach
    void close() {
        scheduler.close();
    }

    @Test
    void shouldNotLetSlowTargetDelayAnother() {
        // When
        hold(new HangingCloud(Set.of(SLOW)));
        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> quickScans.get() >= 3);
        assertThat(scheduler.wasEveryTargetScanned()).isFalse();
        assertThat(scheduler.isStuck()).isFalse();
    }

    @Test
    @Tag("F-18")
    void shouldPollHundredsOfTargetsOfWhichSomeHang() {
        // Given
        var shards = IntStream.range(0, 6)
                .mapToObj(it -> new OwnedPartition(it, new FakeObservationLog()))
                .toList();
        var scanned = new ConcurrentHashMap<TargetId, AtomicInteger>();
        var listener = new NoPollListener() {
            @Override
            public void committed(TargetId target, List<Observation> observations, int connections) {
                scanned.computeIfAbsent(target, it -> new AtomicInteger()).incrementAndGet();
            }
        };
        var targets = IntStream.range(0, 300)
                .mapToObj(it -> new TargetId("t" + it, "eu-central-1"))
                .toList();
        var hanging = Set.copyOf(targets.subList(100, 110));
        var api = new HangingCloud(hanging);
        // When
        for (OwnedPartition partition : shards) {
            scheduler.startPolling(
                    partition,
                    targets.stream()
                            .filter(it -> targets.indexOf(it) % shards.size() == partition.partition())
                            .map(it -> new TargetPoller(
                                    it, PACE, api, partition, listener, Clock.systemUTC(), new Random(1)))
                            .toList());
        }
        // Then
        await().atMost(Duration.ofSeconds(30))
                .until(() -> scanned.size() == 290 && scanned.values().stream().allMatch(it -> it.get() >= 3));
        assertThat(scanned.keySet()).doesNotContainAnyElementsOf(hanging);
        assertThat(scheduler.targets()).isEqualTo(300);
    }

    @Test
    void shouldPollNothingMoreOfAPartitionThatItLetGo() {
        // Given
        hold(new HangingCloud(Set.of(SLOW)));
        await().atMost(Duration.ofSeconds(10)).until(() -> quickScans.get() >= 1);
        // When
        scheduler.stopPolling(List.of(0));
        int scans = quickScans.get();
        // Then
        assertThat(scheduler.targets()).isZero();
        await().during(Duration.ofMillis(200)).until(() -> quickScans.get() <= scans + 1);
        assertThat(scheduler.ended()).isNotDone();
    }

    @Test
    void shouldStopAtOnceAndPublishNothingOfTheCallThatWasCutShort() {
        // Given
        hold(new HangingCloud(Set.of(SLOW)));
        await().atMost(Duration.ofSeconds(10)).until(() -> quickScans.get() >= 1);
        long began = System.nanoTime();
        // When
        scheduler.close();
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(scheduler.ended()).isCompleted();
    }

    @Test
    void shouldEndLoudlyWhenItMeetsABug() {
        // Given
        cloud.meanwhile = () -> {
            throw new IllegalStateException("a bug");
        };
        // When
        hold(cloud);
        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> scheduler.ended().isCompletedExceptionally());
    }

    @Test
    void shouldBeStuckWhenNothingAtAllIsDoneForAMinute() {
        // Given
        var api = new HangingCloud(Set.of(SLOW, QUICK));
        hold(api);
        await().atMost(Duration.ofSeconds(10)).until(() -> api.hanging() == 2);
        pass(Duration.ofSeconds(59));
        assertThat(scheduler.isStuck()).isFalse();
        // When
        pass(Duration.ofSeconds(2));
        // Then
        assertThat(scheduler.isStuck()).isTrue();
    }

    @Test
    void shouldNotBeStuckWhileTheCloudAnswersOrTheLogIsReadBack() {
        // Given
        var api = new HangingCloud(Set.of(SLOW, QUICK));
        hold(api);
        await().atMost(Duration.ofSeconds(10)).until(() -> api.hanging() == 2);
        for (int minute = 0; minute < 9; minute++) {
            pass(Duration.ofMinutes(1).minusSeconds(1));
            // When
            progress.mark();
            // Then
            assertThat(scheduler.isStuck()).isFalse();
        }
    }

    @Test
    void shouldBeStuckWhenOneTargetIsNotLookedAtForTenMinutesHoweverWellTheOthersAre() {
        // Given
        var api = new HangingCloud(Set.of(SLOW));
        hold(api);
        await().atMost(Duration.ofSeconds(10)).until(() -> api.hanging() == 1);
        // When
        pass(Duration.ofMinutes(9));
        progress.mark(QUICK);
        assertThat(scheduler.isStuck()).isFalse();
        pass(Duration.ofMinutes(2));
        progress.mark(QUICK);
        // Then
        assertThat(scheduler.isStuck()).isTrue();
    }

    @Test
    void shouldNotBeStuckWhereThereIsNothingToDo() {
        // Given
        hold(new HangingCloud(Set.of(SLOW, QUICK)));
        scheduler.stopPolling(List.of(0));
        // When
        pass(Duration.ofHours(1));
        // Then
        assertThat(scheduler.isStuck()).isFalse();
    }

    @Test
    void shouldEndLoudlyWhenThereIsNoThreadToPollOn() {
        // Given
        var none = new ForkJoinPool(1) {
            @Override
            public ForkJoinTask<?> submit(Runnable task) {
                throw new OutOfMemoryError("unable to create native thread");
            }
        };
        var starved = new PollScheduler(Clock.systemUTC(), progress, Duration.ofSeconds(10), none);
        var partition = new OwnedPartition(0, new FakeObservationLog());
        // When
        starved.startPolling(
                partition,
                List.of(new TargetPoller(
                        QUICK, PACE, cloud, partition, new NoPollListener(), Clock.systemUTC(), new Random(1))));
        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> starved.ended().isCompletedExceptionally());
        starved.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void hold(VpnApi api) {
        var listener = new NoPollListener() {
            @Override
            public void scanned(TargetId target, Scan scan) {
                assertThat(target).isEqualTo(QUICK);
                quickScans.incrementAndGet();
            }
        };
        var partition = new OwnedPartition(0, new FakeObservationLog());
        scheduler.startPolling(
                partition,
                Stream.of(SLOW, QUICK)
                        .map(it ->
                                new TargetPoller(it, PACE, api, partition, listener, Clock.systemUTC(), new Random(1)))
                        .toList());
    }

    private final class HangingCloud extends DelegatingVpnApi {
        private final Set<TargetId> hanging;
        private final AtomicInteger hangingNow = new AtomicInteger();

        HangingCloud(Set<TargetId> hanging) {
            super(() -> cloud);
            this.hanging = hanging;
        }

        int hanging() {
            return hangingNow.get();
        }

        @Override
        public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
            if (hanging.contains(target)) {
                hangingNow.incrementAndGet();
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return super.connections(target, page, pageSize);
        }
    }
}
