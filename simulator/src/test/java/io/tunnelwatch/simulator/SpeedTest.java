package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.wire.Format;
import java.time.Duration;
import java.util.HashSet;
import org.junit.jupiter.api.Test;

/** A million connections must be listed in seconds, and weigh nothing while nobody asks. */
class SpeedTest {
    private static final Scenario MILLION = Scenario.parse(
            "test",
            """
            accounts:
              - name: acme
                regions: [cn-hangzhou]
            generate:
              - {prefix: bulk, count: 1000000, restless: 100}
            """);

    @Test
    void shouldRenderAPageWellWithinAMillisecond() {
        // Given
        Listing listing = MILLION.world().listing("acme", "cn-hangzhou");
        render(listing, 0, 1_000);

        // When: the best of some rounds, because the machine may be busy
        long best = Long.MAX_VALUE;
        for (int round = 1; round <= 10; round++) {
            long before = System.nanoTime();
            render(listing, round * 10_000L, 200);
            best = Math.min(best, (System.nanoTime() - before) / 200);
        }

        // Then
        System.out.println("page of 50: " + best / 1000 + " µs");
        assertThat(Duration.ofNanos(best)).isLessThan(Duration.ofMillis(1));
    }

    private static void render(Listing listing, long from, int pages) {
        for (int page = 0; page < pages; page++) {
            var looks = listing.page(123_456, from + page * 50L, 50, Listing.Filter.NONE);
            assertThat(Answers.connections(Format.JSON, "id", looks, page, 50)).hasSizeGreaterThan(30_000);
        }
    }

    @Test
    void shouldHaveAMillionDifferentIds() {
        Listing listing = MILLION.world().listing("acme", "cn-hangzhou");
        var ids = new HashSet<String>();
        for (int page = 0; page < 20_000; page += 100) {
            var looks = listing.page(0, page * 50L, 50, Listing.Filter.NONE);
            assertThat(looks.total()).isEqualTo(1_000_000);
            looks.items().forEach(it -> ids.add(it.connection().id()));
        }
        assertThat(ids).hasSize(200 * 50);
    }
}
