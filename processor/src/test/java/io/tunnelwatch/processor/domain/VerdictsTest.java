package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static io.tunnelwatch.processor.domain.SeenConnection.single;
import static io.tunnelwatch.processor.domain.alert.Verdict.BAD_FOR_LONG_ENOUGH;
import static io.tunnelwatch.processor.domain.alert.Verdict.CLOCK_RESET;
import static io.tunnelwatch.processor.domain.alert.Verdict.CONFIGURATION_CHANGED;
import static io.tunnelwatch.processor.domain.alert.Verdict.CONNECTION_CREATED;
import static io.tunnelwatch.processor.domain.alert.Verdict.CONNECTION_DELETED;
import static io.tunnelwatch.processor.domain.alert.Verdict.CORRELATED;
import static io.tunnelwatch.processor.domain.alert.Verdict.DIAGNOSED;
import static io.tunnelwatch.processor.domain.alert.Verdict.FACET_CHANGED;
import static io.tunnelwatch.processor.domain.alert.Verdict.FIRST_SIGHT;
import static io.tunnelwatch.processor.domain.alert.Verdict.HELD;
import static io.tunnelwatch.processor.domain.alert.Verdict.OUT_OF_SIGHT;
import static io.tunnelwatch.processor.domain.alert.Verdict.RETIRED;
import static io.tunnelwatch.processor.domain.alert.Verdict.SCAN_COMPLETED;
import static io.tunnelwatch.processor.domain.alert.Verdict.SCAN_FAILED;
import static io.tunnelwatch.processor.domain.alert.Verdict.SEEN_AGAIN;
import static io.tunnelwatch.processor.domain.alert.Verdict.STILL_FIRING;
import static io.tunnelwatch.processor.domain.alert.Verdict.STORM_AT_FIRST_SIGHT;
import static io.tunnelwatch.processor.domain.alert.Verdict.UNCHANGED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each decision, with events or without, notes its reasons in order. Metrics and logs count them. */
class VerdictsTest {
    private final Scene scene = new Scene();

    @Test
    void shouldNoteABaseline() {
        scene.scan(single("vco-1", UP));

        // IPsec, BGP, health check, and the service
        assertThat(scene.verdicts)
                .containsExactly(
                        FIRST_SIGHT, FACET_CHANGED, FACET_CHANGED, FACET_CHANGED, FACET_CHANGED, SCAN_COMPLETED);
    }

    @Test
    void shouldNoteACreation() {
        scene.scan(single("vco-1", UP)).forgetEvents();

        scene.scan(single("vco-2", UP));

        assertThat(scene.verdicts)
                .containsExactly(
                        CONNECTION_CREATED,
                        FIRST_SIGHT,
                        FACET_CHANGED,
                        FACET_CHANGED,
                        FACET_CHANGED,
                        FACET_CHANGED,
                        SCAN_COMPLETED);
    }

    @Test
    void shouldNoteAChangedConfiguration() {
        scene.scan(single("vco-1", UP)).forgetEvents();

        scene.scan(SeenConnection.basic("vco-1").cipher("aes").snapshot());

        assertThat(scene.verdicts).containsExactly(CONFIGURATION_CHANGED, SCAN_COMPLETED);
    }

    @Test
    void shouldNoteEachStepOfAnOutage() {
        scene.scan(single("vco-1", UP)).forgetEvents();

        scene.scan(single("vco-1", PHASE1)).quiet(2).diagnosed("vco-1", "PskMismatch");

        // Down are IPsec and the service. The alert is held from the snapshot on, and again at the end of each scan.
        assertThat(scene.verdicts)
                .containsExactly(
                        FACET_CHANGED,
                        FACET_CHANGED,
                        HELD,
                        HELD,
                        SCAN_COMPLETED,
                        HELD,
                        SCAN_COMPLETED,
                        BAD_FOR_LONG_ENOUGH,
                        SCAN_COMPLETED,
                        DIAGNOSED);
    }

    @Test
    void shouldNoteNothingOfAnAlertThatStands() {
        scene.scan(single("vco-1", UP)).scan(single("vco-1", PHASE1)).quiet(10).forgetEvents();

        scene.scan();

        assertThat(scene.verdicts).containsExactly(SCAN_COMPLETED);
    }

    @Test
    void shouldNoteThatAConnectionIsUnchangedBeforeAnyScanWasCompleted() {
        scene.give(seen(1, single("vco-1", UP))).advance(Duration.ofMinutes(10)).forgetEvents();

        scene.give(seen(2, single("vco-1", UP)));

        assertThat(scene.verdicts).containsExactly(UNCHANGED);
    }

    @Test
    void shouldNoteWhatCannotBeSeenAndIsSeenAgain() {
        scene.scan(single("vco-1", PHASE1)).quiet(2).forgetEvents();

        scene.failedScan(Observation.Failure.OTHER)
                .advance(Duration.ofMinutes(10))
                .failedScan(Observation.Failure.OTHER)
                .scan();

        assertThat(scene.verdicts)
                .containsExactly(
                        SCAN_FAILED,
                        OUT_OF_SIGHT,
                        FACET_CHANGED,
                        FACET_CHANGED,
                        CLOCK_RESET,
                        SCAN_FAILED,
                        HELD, // the alert that the target is stale
                        UNCHANGED,
                        SEEN_AGAIN,
                        FACET_CHANGED,
                        FACET_CHANGED,
                        STILL_FIRING,
                        STILL_FIRING,
                        SCAN_COMPLETED);
    }

    @Test
    void shouldNoteADeletion() {
        scene.scan(single("vco-1", UP)).forgetEvents();

        scene.gone("vco-1");

        assertThat(scene.verdicts)
                .containsExactly(
                        FACET_CHANGED, FACET_CHANGED, FACET_CHANGED, FACET_CHANGED, CONNECTION_DELETED, SCAN_COMPLETED);
    }

    @Test
    void shouldNoteARetirement() {
        scene.scan(single("vco-1", UP)).forgetEvents();

        scene.retired();

        assertThat(scene.verdicts)
                .containsExactly(RETIRED, FACET_CHANGED, FACET_CHANGED, FACET_CHANGED, FACET_CHANGED, RETIRED);
    }

    @Test
    void shouldNoteWhatIsHeldTogether() {
        scene.scan(several(5, UP)).forgetEvents();

        scene.scan(several(5, PHASE1));

        assertThat(scene.verdicts.stream().filter(it -> it == CORRELATED)).hasSize(1);
    }

    @Test
    void shouldNoteAStormAtTheFirstScan() {
        scene.scan(IntStream.range(0, 25)
                        .mapToObj(it -> single("vco-" + it, PHASE1))
                        .toArray(Snapshot[]::new))
                .quiet(2);

        assertThat(scene.verdicts.stream().filter(it -> it == STORM_AT_FIRST_SIGHT))
                .hasSize(1);
        assertThat(scene.told()).startsWith("Summary FIRING");
    }

    private Observation seen(long scan, Snapshot snapshot) {
        return new Observation(Scene.TARGET, new Order(1, scan, 0), scene.now(), Scene.POLL, snapshot);
    }

    private static Snapshot[] several(int many, String status) {
        return IntStream.range(0, many)
                .mapToObj(it -> SeenConnection.basic("vco-" + it)
                        .on("vpn-1")
                        .status(status)
                        .snapshot())
                .toArray(Snapshot[]::new);
    }
}
