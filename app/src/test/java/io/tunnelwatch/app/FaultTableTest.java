package io.tunnelwatch.app;

import java.io.IOException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Every fault has a row, and a row either names tests that carry its tag and can fail, or says why there is none. {@code
 * docs/figures/faults-at-the-cloud.md} lists the faults of polling, with their figures; {@code docs/faults.md} lists the others.
 */
class FaultTableTest {
    private static final String[] PAGES = {"docs/figures/faults-at-the-cloud.md", "docs/faults.md"};

    @Test
    void shouldHaveARowForEveryFault() throws IOException {
        var numbers = IntStream.rangeClosed(1, 56).filter(it -> (it <= 25 || it >= 30) && it != 48 && it != 49);

        TestedTable.of("F", PAGES).assertComplete(numbers);
    }

    @Test
    void shouldNameOnlyTestsThatCarryTheTagAndCanFail() throws IOException {
        TestedTable.of("F", PAGES).assertTested(TestedTable.tests());
    }
}
