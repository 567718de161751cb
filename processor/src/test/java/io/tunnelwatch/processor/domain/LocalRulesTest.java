package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.AlertStatus;
import io.tunnelwatch.processor.domain.alert.LocalRule;
import io.tunnelwatch.processor.domain.alert.LocalRule.Match;
import io.tunnelwatch.processor.domain.alert.Rules;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.observation.Context;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A problem that is planned or declared normal gets a lower severity, or no alert. */
class LocalRulesTest {
    private static final Match ONE = new Match(null, "name-of-vco-1");

    @Test
    void shouldCallAPlannedDropAWarning() {
        var scene = new Scene();
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.basic("vco-1")
                        .status(PHASE1)
                        .lifecycle("updating")
                        .snapshot())
                .quiet(3);

        assertThat(scene.steps())
                .singleElement()
                .satisfies(it -> assertThat(it.published().problem().severity()).isEqualTo(Severity.WARNING));

        scene.scan(SeenConnection.single("vco-1", PHASE1));
        assertThat(scene.steps()).last().satisfies(it -> {
            assertThat(it.status()).isEqualTo(AlertStatus.UPDATED);
            assertThat(it.published().problem().severity()).isEqualTo(Severity.CRITICAL);
        });
    }

    @Test
    void shouldTellNobodyOfWhatIsMutedAndStillRecordIt() {
        var scene = scene(new LocalRule(ONE, Set.of(AlertRule.ConnectionDown), null, null, null, true, false));
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", UP))
                .scan(SeenConnection.single("vco-1", PHASE1), SeenConnection.single("vco-2", PHASE1))
                .quiet(3);

        assertThat(scene.steps()).extracting(AlertStep::connectionId).containsExactly("vco-2");
        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).hasSize(2);
        assertThat(scene.verdicts).contains(Verdict.DECLARED_NORMAL);
    }

    @Test
    void shouldLetTheSlaveStayDownButNotTheMaster() {
        var scene = scene(new LocalRule(ONE, Set.of(), null, null, null, false, true));
        scene.scan(SeenConnection.dual("vco-1", UP, UP))
                .scan(SeenConnection.dual("vco-1", UP, PHASE1))
                .quiet(4);
        assertThat(scene.told()).isEmpty();

        scene.scan(SeenConnection.dual("vco-1", PHASE1, UP)).quiet(4);

        assertThat(scene.told()).containsExactly("ConnectionDegraded FIRING");
    }

    @Test
    void shouldTakeHoldAndSeverityFromTheLastRuleThatMatches() {
        var scene = scene(
                new LocalRule(new Match(null, "*"), Set.of(), Duration.ZERO, null, Severity.WARNING, false, false),
                new LocalRule(ONE, Set.of(), Duration.ofMinutes(3), null, null, false, false));
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(5);
        assertThat(scene.told()).isEmpty();

        scene.quiet(1);

        assertThat(scene.steps())
                .singleElement()
                .satisfies(it -> assertThat(it.published().problem().severity()).isEqualTo(Severity.WARNING));
    }

    @ParameterizedTest
    @CsvSource({
        "branch-*,branch-7,true", "branch-*,main,false", "*-dr,berlin-dr,true", "*-dr,berlin-dr-2,false",
        "b*n*r,berlin-dr,true", "berlin,berlin,true", "berlin,Berlin,false", "*,'',true"
    })
    void shouldReadAStarAsAnything(String pattern, String name, boolean covers) {
        var context = new Context(
                name, "", "", List.of(), "", "", List.of(), List.of(), List.of(new Context.Tag("site", name)));

        assertThat(new Match(null, pattern).covers(context)).isEqualTo(covers);
        assertThat(new Match("site", pattern).covers(context)).isEqualTo(covers);
        assertThat(new Match("other", pattern).covers(context)).isFalse();
    }

    private static Scene scene(LocalRule... local) {
        var usual = Rules.defaults();
        return new Scene(new Rules(usual.holds(), usual.onTraffic(), List.of(local)));
    }
}
