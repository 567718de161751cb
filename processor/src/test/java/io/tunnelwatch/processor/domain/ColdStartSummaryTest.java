package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static io.tunnelwatch.processor.domain.alert.Verdict.SCAN_COMPLETED;
import static io.tunnelwatch.processor.domain.alert.Verdict.STILL_FIRING;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.observation.Observation.Failure;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A target seen for the first time does not cause a page for every problem that existed before the first scan. */
class ColdStartSummaryTest {
    private final Scene scene = new Scene();

    @Test
    @Tag("F-40")
    void shouldTellOfManyAtFirstSightAsOne() {
        scene.scan(lines(25, PHASE1)).quiet(4);

        assertThat(heardAloud()).containsExactly("Summary FIRING");
        assertThat(scene.steps())
                .first()
                .satisfies(it -> assertThat(it.published().members()).hasSize(25));
    }

    @Test
    void shouldTellOfAFewEachByItself() {
        scene.scan(lines(20, PHASE1)).quiet(4);

        assertThat(heardAloud()).hasSize(20).allMatch("ConnectionDown FIRING"::equals);
    }

    @Test
    void shouldAllowATenthOfALargeTarget() {
        scene.scan(Stream.concat(
                                Stream.of(lines(30, PHASE1)),
                                IntStream.range(30, 300).mapToObj(i -> SeenConnection.single("vco-" + i, UP)))
                        .toArray(Snapshot[]::new))
                .quiet(4);

        assertThat(heardAloud()).hasSize(30).allMatch("ConnectionDown FIRING"::equals);
    }

    @Test
    void shouldPageForWhatHappensLater() {
        scene.scan(lines(25, PHASE1)).quiet(4);

        scene.scan(SeenConnection.single("vco-3", UP)).quiet(11).forgetEvents();
        scene.scan(SeenConnection.single("vco-3", PHASE1)).quiet(3);

        assertThat(heardAloud()).containsExactly("ConnectionDown FIRING");
    }

    @Test
    void shouldResolveWhenAllHaveRecovered() {
        scene.scan(lines(25, PHASE1))
                .quiet(4)
                .scan(lines(25, UP))
                .forgetEvents()
                .quiet(10);

        assertThat(heardAloud()).containsExactly("Summary RESOLVED");
        assertThat(scene.steps()).hasSize(26);
    }

    @Test
    void shouldTellOfEachWhereTheTargetWasKnown() {
        scene.scan(lines(25, UP)).quiet(10).scan(lines(25, PHASE1)).quiet(3);

        assertThat(heardAloud()).hasSize(25).allMatch("ConnectionDown FIRING"::equals);
    }

    @Test
    void shouldStandWhileItsConnectionsAreDown() {
        scene.scan(lines(25, PHASE1)).quiet(30);

        assertThat(heardAloud()).containsExactly("Summary FIRING");
    }

    @Test
    void shouldNotWaitForAProblemThatIsNew() {
        scene.scan(lines(25, PHASE1)).quiet(4);
        scene.scan(SeenConnection.single("vco-24", UP)).quiet(11);
        scene.scan(SeenConnection.single("vco-24", PHASE1)).quiet(3).forgetEvents();

        scene.scan(lines(24, UP)).quiet(11);

        assertThat(heardAloud()).containsExactly("Summary RESOLVED");
    }

    @Test
    void shouldResolveWhenAllAreDeleted() {
        scene.scan(lines(25, PHASE1)).quiet(4).forgetEvents();

        for (int i = 0; i < 25; i++) {
            scene.gone("vco-" + i);
        }
        assertThat(heardAloud()).as("not for long enough").isEmpty();
        scene.quiet(10);

        assertThat(heardAloud()).containsExactly("Summary RESOLVED");
    }

    /** The connections have one tunnel now, so none of them can be without redundancy. */
    @Test
    void shouldResolveWhenTheProblemsCannotExistAnyMore() {
        scene.scan(IntStream.range(0, 25)
                        .mapToObj(i -> SeenConnection.dual("vco-" + i, UP, PHASE1))
                        .toArray(Snapshot[]::new))
                .quiet(10);
        assertThat(heardAloud()).containsExactly("Summary FIRING");

        scene.scan(lines(25, UP)).forgetEvents().quiet(10);

        assertThat(scene.told()).containsExactly("Summary RESOLVED");
    }

    @Test
    void shouldCountTheGoodTimeAnewAfterAGap() {
        scene.scan(lines(25, PHASE1)).quiet(4);
        scene.scan(lines(25, UP)).quiet(2).forgetEvents();

        scene.advance(Duration.ofMinutes(10)).scan().quiet(9);
        assertThat(heardAloud()).isEmpty();
        scene.quiet(1);

        assertThat(heardAloud()).containsExactly("Summary RESOLVED");
    }

    @Test
    void shouldBeSilentWhileTheTargetCannotBeSeenAndSpeakUpAgain() {
        scene.scan(lines(25, PHASE1)).quiet(10).forgetEvents();

        for (int i = 0; i < 8; i++) {
            scene.failedScan(Failure.OTHER);
        }
        assertThat(scene.heard().stream().filter(it -> it.startsWith("Summary")))
                .containsExactly("Summary UPDATED inhibited by TargetStale");
        scene.forgetEvents().quiet(10);

        assertThat(heardAloud()).containsExactly("Summary UPDATED");
    }

    @Test
    void shouldNotJudgeItsConnectionsAgainWhileNothingChanges() {
        scene.scan(lines(25, PHASE1)).quiet(10).forgetEvents();

        scene.scan();

        assertThat(scene.verdicts).as("the summary alone").containsExactly(STILL_FIRING, SCAN_COMPLETED);
    }

    private Stream<String> heardAloud() {
        return scene.heard().stream().filter(it -> !it.contains("inhibited"));
    }

    private static Snapshot[] lines(int many, String status) {
        return IntStream.range(0, many)
                .mapToObj(i -> SeenConnection.single("vco-" + i, status))
                .toArray(Snapshot[]::new);
    }
}
