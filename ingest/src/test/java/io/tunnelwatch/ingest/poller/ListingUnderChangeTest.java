package io.tunnelwatch.ingest.poller;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.ingest.FakeCloud;
import io.tunnelwatch.ingest.api.Outcome;
import io.tunnelwatch.ingest.api.Outcome.Answered;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.ListingPage;
import io.tunnelwatch.ingest.poller.TargetPoller.PollOptions;
import io.tunnelwatch.testsupport.ManualClock;
import io.tunnelwatch.v1.ConnectionGone;
import io.tunnelwatch.v1.ConnectionSnapshot;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import io.tunnelwatch.v1.ScanFailed;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A list that changes while it is read, lies, or comes from servers that disagree: no existing connection is reported as gone.
 */
class ListingUnderChangeTest {
    private static final Duration INTERVAL = Duration.ofSeconds(30);

    /** {@code -Dscans=100000} is the full dose. */
    private static final int SCANS = Integer.getInteger("scans", 2_000);

    private final ManualClock clock = new ManualClock();
    private final FakeObservationLog log = new FakeObservationLog();
    private final LogChecker reader = new LogChecker();
    private final FakeCloud cloud = new FakeCloud();

    @Test
    @Tag("F-10")
    @Tag("F-11")
    @Tag("F-12")
    void shouldCallNothingGoneThatLivesHoweverThePagesShift() {
        // Given
        var shifting = new ShiftingCloud(20261121, 0.4);
        TargetPoller poller = poller(shifting);
        int proven = 0;
        int failed = 0;
        for (int scan = 0; scan < SCANS; scan++) {
            // When
            for (Observation observation : look(poller)) {
                // Then
                if (observation.getBody() instanceof ConnectionGone gone) {
                    assertThat(shifting.deleted).contains(gone.getConnectionId());
                    proven++;
                } else if (observation.getBody() instanceof ScanFailed it) {
                    assertThat(it.getFailure()).isEqualTo(FailureClass.INCONSISTENT);
                    failed++;
                }
            }
        }
        System.out.printf(
                "F-10 %d scans: %d listings hid a living connection, %d times one was believed and the lookup told"
                        + " better, %d scans inconsistent three times over, %d deletions proven, 0 false%n",
                SCANS, shifting.hiding, shifting.saved, failed, proven);
        assertThat(shifting.hiding).isGreaterThan(SCANS / 10);
        assertThat(shifting.saved).isGreaterThan(SCANS / 100);
        assertThat(proven).isGreaterThan(SCANS / 10);
        // And: no deleted connection remains
        shifting.calm();
        for (int look = 0; look < 8; look++) {
            look(poller);
        }
        assertThat(reader.connections).isEqualTo(shifting.hashes());
    }

    /** Page 2 hides its first item, and neither the total nor the number of ids shows it: only the lookup does. */
    @Test
    @Tag("F-12")
    void shouldNotBelieveAListingThatAddsUpAndHidesALivingOne() {
        // Given
        cloud.putMany(120);
        TargetPoller poller = poller(cloud);
        look(poller);
        var shifted = new boolean[1];
        cloud.meanwhile = () -> {
            if (!shifted[0]) {
                shifted[0] = true;
                cloud.connections.remove("vco-00003");
                cloud.put("vco-99999", "ipsec_sa_established");
            }
        };
        // When
        var bodies = look(poller).stream().map(Observation::getBody).toList();
        // Then
        assertThat(bodies.get(bodies.size() - 1)).isInstanceOf(ScanCompleted.class);
        assertThat(cloud.lookups).containsExactly("vco-00050");
        assertThat(bodies).noneMatch(ConnectionGone.class::isInstance);
        // And: the next scans detect the deleted one
        look(poller);
        look(poller);
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    /** False answers of a listing. */
    enum Lie {
        TOTAL_TOO_LARGE((honest, page) -> listing(page, honest.totalCount() + 1, honest.connections())),
        TOTAL_TOO_SMALL((honest, page) -> listing(page, honest.totalCount() - 1, honest.connections())),
        FIRST_PAGE_FOR_EVER((honest, page) -> listing(page, honest.totalCount(), made("vco-%05d", 50))),
        FIRST_PAGE_UNDER_ITS_OWN_NUMBER((honest, page) -> listing(1, honest.totalCount(), made("vco-%05d", 50))),
        EMPTY_IN_THE_MIDDLE((honest, page) -> page == 2 ? listing(page, honest.totalCount(), List.of()) : honest),
        WITHOUT_END((honest, page) -> listing(page, 10_000_000, made("vco-" + page + "-%d", 50)));

        @SuppressWarnings("ImmutableEnumChecker") // a stateless lambda
        private final BiFunction<ListingPage, Integer, ListingPage> told;

        Lie(BiFunction<ListingPage, Integer, ListingPage> told) {
            this.told = told;
        }

        private static ListingPage listing(int page, int total, List<ConnectionSnapshot> connections) {
            return new ListingPage(OptionalInt.of(page), total, connections);
        }

        private static List<ConnectionSnapshot> made(String ids, int count) {
            return IntStream.range(0, count)
                    .mapToObj(it -> FakeCloud.connection(ids.formatted(it), ""))
                    .toList();
        }
    }

    @ParameterizedTest
    @EnumSource(Lie.class)
    @Tag("F-13")
    void shouldTakeLyingListingForNoneAndEndIt(Lie lie) {
        // Given
        cloud.putMany(120);
        var lies = new AtomicBoolean();
        TargetPoller poller = poller(new DelegatingVpnApi(() -> cloud) {
            @Override
            public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
                var honest = (Answered<ListingPage>) super.connections(target, page, pageSize);
                return lies.get() ? new Answered<>(lie.told.apply(honest.value(), page), "request") : honest;
            }
        });
        look(poller);
        lies.set(true);
        int before = cloud.calls;
        // When
        var bodies = look(poller).stream().map(Observation::getBody).toList();
        // Then
        assertThat(bodies).singleElement().isInstanceOfSatisfying(ScanFailed.class, it -> assertThat(it.getFailure())
                .isEqualTo(FailureClass.INCONSISTENT));
        int calls = cloud.calls - before;
        System.out.printf("F-13 %s: given up after %d pages%n", lie, calls);
        assertThat(calls).isLessThanOrEqualTo(2_000);
        lies.set(false);
        look(poller);
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    /** A server that ignores the page size and sends everything is not wrong. */
    @Test
    @Tag("F-13")
    void shouldReadListingOfWhichThePageSizeIsIgnored() {
        // Given
        cloud.putMany(120);
        var generous = new DelegatingVpnApi(() -> cloud) {
            @Override
            public Outcome<ListingPage> connections(TargetId target, int page, int pageSize) {
                return cloud.connections(target, page, 1_000);
            }
        };
        // When
        look(poller(generous));
        // Then
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    @Test
    @Tag("F-14")
    void shouldHoldBackTheDeletionOfAllWhenTheListingIsSuddenlyEmpty() {
        // Given
        cloud.putMany(300);
        TargetPoller poller = poller(cloud);
        look(poller);
        cloud.hidden.addAll(cloud.connections.keySet());
        for (int look = 0; look < 5; look++) {
            // When
            var bodies = look(poller).stream().map(Observation::getBody).toList();
            // Then
            assertThat(bodies).singleElement().isInstanceOfSatisfying(ScanCompleted.class, it -> {
                assertThat(it.getDeletionsHeld()).isEqualTo(300);
                assertThat(it.getConnections()).isEqualTo(300);
            });
        }
        assertThat(cloud.lookups).isEmpty();
        cloud.hidden.clear();
        look(poller);
        assertThat(reader.connections).isEqualTo(cloud.hashes());
    }

    /** Two servers answer, one of which lags behind: what they agree on stays, however they differ on the rest. */
    @ParameterizedTest
    @CsvSource({"1, 6", "2, 6", "3, 6", "4, 6", "5, 6", "1, 1", "2, 1", "3, 1", "4, 1", "5, 1"})
    @Tag("F-15")
    void shouldBearServersOfWhichOneLagsBehind(long seed, int looksBehind) {
        // Given
        var lagging = new FakeCloud();
        cloud.putMany(120);
        lagging.putMany(120);
        var random = new Random(seed);
        TargetPoller poller = poller(new DelegatingVpnApi(() -> random.nextBoolean() ? cloud : lagging));
        look(poller);
        int flaps = 0;
        int comings = 0;
        for (int round = 0; round < 50; round++) {
            // Given
            cloud.put("vco-00001", "ike_sa_not_established");
            cloud.put("vco-new", "ipsec_sa_established");
            for (int look = 0; look < looksBehind; look++) {
                // When
                var bodies = look(poller).stream().map(Observation::getBody).toList();
                // Then
                for (Object body : bodies) {
                    if (body instanceof ConnectionGone gone) {
                        assertThat(gone.getConnectionId()).isEqualTo("vco-new");
                        comings++;
                    } else if (body instanceof ConnectionSnapshot it
                            && it.getConnectionId().equals("vco-00001")) {
                        flaps++;
                    }
                }
            }
            // When: it has caught up, everything is as before
            lagging.connections.putAll(cloud.connections);
            look(poller);
            assertThat(reader.connections).isEqualTo(cloud.hashes());
            cloud.put("vco-00001", "ipsec_sa_established");
            cloud.connections.remove("vco-new");
            lagging.connections.clear();
            lagging.connections.putAll(cloud.connections);
            look(poller);
            look(poller);
            assertThat(reader.connections).isEqualTo(cloud.hashes());
        }
        System.out.printf(
                "F-15 seed %d: in %d looks at servers that do not agree, one status told %d times, and %d times gone what"
                        + " one of them did not know yet%n",
                seed, 50 * looksBehind, flaps, comings);
        if (looksBehind == 1) {
            assertThat(comings)
                    .as("called gone by a server that had caught up by the next look")
                    .isZero();
        }
    }

    private List<Observation> look(TargetPoller poller) {
        poller.poll();
        clock.advance(INTERVAL);
        var observations = log.drain();
        reader.read(observations);
        return observations;
    }

    private TargetPoller poller(VpnApi api) {
        var options = new PollOptions(INTERVAL, Duration.ofMinutes(15), INTERVAL, 0.2, false, false);
        return new TargetPoller(
                new TargetId("1", "eu-central-1"),
                options,
                api,
                new OwnedPartition(0, log),
                new NoPollListener(),
                clock,
                new Random(1));
    }
}
