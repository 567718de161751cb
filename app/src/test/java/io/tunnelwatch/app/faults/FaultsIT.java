package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever happens to processors, brokers and the network between them, nothing is missing, duplicated or invented. In every
 * build each fault happens once; {@code -Dfaults=N} inflicts N of them, {@code -Dseed=…} repeats a run, {@code -Donly=FAULT}
 * selects one fault, {@code -Dset=NAME=VALUE,…} changes settings of the processors.
 */
@Tag("heavy")
class FaultsIT {
    private static final List<ClusterFault> EACH = Optional.ofNullable(System.getProperty("only"))
            .map(it -> List.of(ClusterFault.valueOf(it)))
            .orElse(Stream.of(ClusterFault.values())
                    .filter(it -> !it.needsNetwork())
                    .toList());
    private static final int FAULTS = Integer.getInteger("faults", EACH.size());

    /** Longer than everything that a long run should cover; in every build it just exceeds the ten seconds of KAFKA-20785. */
    private static final Duration LONGEST_STOP =
            FAULTS > 2 * EACH.size() ? Duration.ofSeconds(30) : Duration.ofSeconds(13);

    @TempDir
    Path directory;

    @Test
    @Tag("F-30")
    @Tag("F-31")
    @Tag("F-32")
    @Tag("F-34")
    @Tag("F-35")
    void shouldMissDoubleAndInventNothingWhateverFails() throws Exception {
        var run = new FaultRun(EACH, FAULTS, LONGEST_STOP, Long.getLong("seed", 20261121L));

        assertThat(run.holds(directory, null)).isPositive();
    }
}
