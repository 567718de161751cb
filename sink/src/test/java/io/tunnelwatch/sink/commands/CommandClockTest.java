package io.tunnelwatch.sink.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.runtime.CautiousClock;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.sink.web.ApiFixture;
import io.tunnelwatch.testsupport.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CommandClockTest {
    private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

    private final ManualClock wall = new ManualClock(NOW);
    private final ReadModel model = new ReadModel(wall, wall::nanos);
    private final CommandClock clock = new CommandClock(model, wall, new CautiousClock(wall, wall::nanos));

    @Test
    void shouldNotFollowAWallClockThatIsSetForward() {
        new ApiFixture(model, NOW).tell();

        wall.step(Duration.ofHours(3));
        wall.advance(Duration.ofSeconds(5));

        assertThat(clock.instant()).isEqualTo(NOW.plusSeconds(5));
    }

    @Test
    void shouldFollowTheScansAfterASleep() {
        wall.step(Duration.ofHours(3));
        Instant scanned = wall.instant();
        new ApiFixture(model, scanned).tell();
        wall.advance(Duration.ofSeconds(5));

        assertThat(clock.instant()).isEqualTo(scanned);
    }

    @Test
    void shouldNotFollowAPollerWhoseClockIsAhead() {
        new ApiFixture(model, NOW.plus(Duration.ofHours(3))).tell();

        assertThat(clock.instant()).isEqualTo(NOW);
    }
}
