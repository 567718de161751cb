package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Plays the first random histories within the body of a test. A mutation run asks only the tests whose bodies reach the mutant, and
 * {@link RandomHistoriesTest} plays its histories before its tests.
 */
class FewHistoriesTest {
    private static final long HISTORIES = 60;

    @Test
    void shouldHoldOnTheFirstHistories() {
        for (long seed = 1; seed <= HISTORIES; seed++) {
            var lived = PlayedHistory.of(RandomCase.of(seed));
            for (Property it : Property.values()) {
                assertThat(it.brokenBy(lived)).as("%s, seed %d", it, seed).isNull();
            }
        }
    }
}
