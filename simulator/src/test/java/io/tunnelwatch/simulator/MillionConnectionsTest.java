package io.tunnelwatch.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.simulator.story.Listing;
import io.tunnelwatch.simulator.wire.Format;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A million connections are listed page by page, each with its own id. */
class MillionConnectionsTest {
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
    void shouldRenderFullPagesAnywhereInTheList() {
        Listing listing = MILLION.world().listing("acme", "cn-hangzhou");
        for (long page : List.of(0L, 1L, 9_999L, 19_999L)) {
            var looks = listing.page(123_456, page * 50, 50, Listing.Filter.NONE);
            assertThat(Answers.connections(Format.JSON, "id", looks, (int) page, 50))
                    .hasSizeGreaterThan(30_000);
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
