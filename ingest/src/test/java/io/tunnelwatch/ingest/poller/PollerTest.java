package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.mapper.PeerConfiguration;
import io.tunnelwatch.ingest.poller.TargetPoller.Pace;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.Diagnosis;
import io.tunnelwatch.v1.Observation;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PollerTest {
    private static final Target SLOW = new Target("1", "eu-central-1");
    private static final Target QUICK = new Target("2", "eu-central-1");

    private final CountDownLatch never = new CountDownLatch(1);
    private final AtomicInteger quickScans = new AtomicInteger();
    private final FakeCloud cloud = new FakeCloud();
    private final Poller poller = new Poller(Clock.systemUTC());

    @AfterEach
    void close() {
        poller.close();
    }

    @Test
    void shouldNotLetSlowTargetDelayAnother() {
        // When
        hold(new SlowCloud());
        // Then
        await().atMost(Duration.ofSeconds(10)).until(() -> quickScans.get() >= 3);
        assertThat(poller.isEveryTargetTried()).isFalse();
        assertThat(poller.isStuck()).isFalse();
    }

    @Test
    void shouldStopAtOnceAndPublishNothingOfTheCallThatWasCutShort() {
        // Given
        hold(new SlowCloud());
        await().atMost(Duration.ofSeconds(10)).until(() -> quickScans.get() >= 1);
        long began = System.nanoTime();
        // When
        poller.close();
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
        assertThat(poller.ended()).isCompleted();
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
        await().atMost(Duration.ofSeconds(10)).until(() -> poller.ended().isCompletedExceptionally());
    }

    private void hold(VpnApi api) {
        var pace = new Pace(Duration.ofMillis(20), Duration.ofMinutes(15));
        var listener = new PollListener() {
            @Override
            public void scanned(Target target, Scan scan) {
                assertThat(target).isEqualTo(QUICK);
                quickScans.incrementAndGet();
            }

            @Override
            public void committed(Target target, List<Observation> observations, int connections) {}
        };
        var shard = new Shard(0, new FakeLog());
        poller.hold(
                shard,
                Stream.of(SLOW, QUICK)
                        .map(it -> new TargetPoller(it, pace, api, shard, listener, Clock.systemUTC(), new Random(1)))
                        .toList());
    }

    private final class SlowCloud implements VpnApi {
        @Override
        public Outcome<ListingPage> connections(Target target, int page, int pageSize) {
            if (target.equals(SLOW)) {
                try {
                    never.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return cloud.connections(target, page, pageSize);
        }

        @Override
        public Outcome<ConnectionSnapshot> connection(Target target, String connectionId) {
            return cloud.connection(target, connectionId);
        }

        @Override
        public Outcome<PeerConfiguration> peerConfiguration(Target target, String connectionId) {
            return cloud.peerConfiguration(target, connectionId);
        }

        @Override
        public Outcome<List<Diagnosis>> diagnoses(Target target, List<String> connectionIds, List<String> tunnelIds) {
            return cloud.diagnoses(target, connectionIds, tunnelIds);
        }
    }
}
