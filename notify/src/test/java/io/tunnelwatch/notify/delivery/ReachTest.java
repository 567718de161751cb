package io.tunnelwatch.notify.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachTest {
    @ParameterizedTest
    @CsvSource({
        "WORKING, ''",
        "FAILING, no destination takes notices",
        "FAILING FAILING, no destination takes notices",
        "FAILING WORKING, ''",
        "WORKING FAILING, ''",
        "FAILING STUCK, no destination takes notices",
        "STUCK, ''",
        "STUCK WORKING, ''",
        "STUCK ELSEWHERE, ''",
        "FAILING ELSEWHERE, no destination takes notices",
        "WORKING ELSEWHERE, ''",
        "ELSEWHERE ELSEWHERE, this process delivers to no destination",
        "'', ''"
    })
    void shouldSayWhyNobodyIsTold(String destinations, String why) {
        var reached = Arrays.stream(destinations.split(" ", -1))
                .filter(it -> !it.isEmpty())
                .map(Reach::valueOf)
                .toList();

        assertThat(Reach.whyNobodyIsTold(reached)).isEqualTo(why);
    }
}
