package io.tunnelwatch.processor.domain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Rules.Hold;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The exact number of steps published for a flapping connection: polls every 30 s, for 90 s, keepFiring 300 s. */
class FlapTableTest {
    private static final Duration FOR = Duration.ofSeconds(90);
    private static final Duration KEEP_FIRING = Duration.ofMinutes(5);
    private static final String DOWN = SeenConnection.PHASE1;

    static Stream<Arguments> table() {
        return Stream.of(
                Arguments.of("one 30 s blip", up(5).down(1), List.of()),
                Arguments.of(
                        "hourly 30 s blips, eight times",
                        up(5).times(8, it -> it.down(1).up(119)),
                        List.of()),
                Arguments.of("down 40 min", up(5).down(80), List.of("FIRING", "RESOLVED")),
                Arguments.of(
                        "2 min down, 3 min up for 1 h, then 1 h down",
                        up(5).times(12, it -> it.down(4).up(6)).down(120),
                        List.of("FIRING", "FLAPPING", "DOWN_WHILE_FLAPPING", "FLAP_END firing", "RESOLVED")),
                Arguments.of(
                        "5 min down, 10 min up for 3 h",
                        up(5).times(12, it -> it.down(10).up(20)),
                        List.of(
                                "FIRING",
                                "RESOLVED",
                                "FIRING",
                                "RESOLVED",
                                "FIRING",
                                "RESOLVED",
                                "FLAPPING",
                                "FLAP_END resolved")),
                Arguments.of(
                        "30 s down, 30 s up for 30 min",
                        up(5).times(30, it -> it.down(1).up(1)),
                        List.of("FLAPPING", "FLAP_END resolved")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void shouldPublishSoManySteps(String what, Line line, List<String> steps) {
        var scene = new Scene(rules());
        // Long enough afterwards for all remaining steps.
        line.up(300).looks().forEach(status -> scene.scan(SeenConnection.single("vco-1", status)));

        assertThat(scene.steps().stream().map(FlapTableTest::name)).as(what).containsExactlyElementsOf(steps);
    }

    private static String name(AlertStep step) {
        String name = step.status().name();
        return step.status() == AlertStatus.FLAP_END ? name + (step.active() ? " firing" : " resolved") : name;
    }

    private static Rules rules() {
        var holds = new EnumMap<AlertRule, Hold>(AlertRule.class);
        for (AlertRule rule : AlertRule.values()) {
            holds.put(rule, new Hold(FOR, KEEP_FIRING));
        }
        return new Rules(holds, Duration.ofMinutes(15), List.of());
    }

    private static Line up(int looks) {
        return new Line(new ArrayList<>()).up(looks);
    }

    /** The status at each scan. */
    private record Line(List<String> looks) {
        Line up(int times) {
            return times(times, it -> it.looks.add(SeenConnection.UP));
        }

        Line down(int times) {
            return times(times, it -> it.looks.add(DOWN));
        }

        Line times(int times, java.util.function.Consumer<Line> what) {
            for (int i = 0; i < times; i++) {
                what.accept(this);
            }
            return this;
        }
    }
}
