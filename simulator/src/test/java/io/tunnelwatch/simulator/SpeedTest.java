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
        long written = render(listing, 0, 2_000);

        // When
        long before = System.nanoTime();
        written += render(listing, 10_000, 2_000);
        Duration each = Duration.ofNanos(System.nanoTime() - before).dividedBy(2_000);

        // Then: a good deal of slack for a busy machine
        System.out.println("page of 50: " + each.toNanos() / 1000 + " µs, " + written / 4_000 + " bytes");
        assertThat(each).isLessThan(Duration.ofMillis(2));
    }

    private static long render(Listing listing, long from, int pages) {
        long written = 0;
        for (int page = 0; page < pages; page++) {
            var looks = listing.page(123_456, from + page * 50L, 50, Listing.Filter.NONE);
            written += Answers.connections(Format.JSON, "id", looks, page, 50).length;
        }
        return written;
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
