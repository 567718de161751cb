package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertRule;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Order;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The steps of alerts, in whatever order they arrive, beside a replay second by second. */
class AlertHistoryTest {
    private static final int SECONDS = 2_000;

    private final AlertHistory history = new AlertHistory();

    static List<Long> seeds() {
        return new SplittableRandom(Long.getLong("seed", 31)).longs(100).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void shouldBeTheLastStepUntilThen(long seed) {
        // Given
        var random = new SplittableRandom(seed);
        var stepAt = new String[SECONDS];
        var steps = incidents(random, stepAt);
        for (Alert it : mixed(steps, random)) {
            history.put(it);
            if (random.nextInt(3) == 0) {
                history.put(it); // the decision about it carries it again
            }
        }
        for (int second = 0; second < SECONDS; second++) {
            // When
            var then = history.at(at(second)).stream().map(Alert::getStepId).toList();
            // Then
            assertThat(then)
                    .as("seed %d, second %d", seed, second)
                    .isEqualTo(stepAt[second] == null ? List.of() : List.of(stepAt[second]));
        }
    }

    private static List<Alert> incidents(SplittableRandom random, String[] stepAt) {
        var steps = new ArrayList<Alert>();
        int firedAt = -1;
        for (int second = 1 + random.nextInt(300); second < SECONDS; second += 1 + random.nextInt(300)) {
            boolean isOver = firedAt >= 0 && random.nextBoolean();
            var status = firedAt < 0 ? AlertStatus.FIRING : isOver ? AlertStatus.RESOLVED : AlertStatus.UPDATED;
            firedAt = firedAt < 0 ? second : firedAt;
            steps.add(step(steps.size(), status, firedAt, second));
            Arrays.fill(stepAt, second, SECONDS, "step " + (steps.size() - 1));
            firedAt = isOver ? -1 : firedAt;
        }
        return steps;
    }

    private static List<Alert> mixed(List<Alert> steps, SplittableRandom random) {
        var left = new ArrayList<>(steps);
        var mixed = new ArrayList<Alert>();
        while (!left.isEmpty()) {
            mixed.add(left.remove(random.nextInt(left.size())));
        }
        return mixed;
    }

    @Test
    void shouldKnowThatAnAlertFiredWhoseFirstStepsAreGone() {
        history.put(step(1, AlertStatus.RESOLVED, 100, 200));

        assertThat(history.at(at(99))).isEmpty();
        assertThat(history.at(at(150))).singleElement().satisfies(it -> {
            assertThat(it.getActive()).isTrue();
            assertThat(it.getStatus()).isEqualTo(AlertStatus.FIRING);
            assertThat(it.getUpdatedAt()).isEqualTo(at(100));
            assertThat(it.getResolvedAt()).isNull();
        });
        assertThat(history.at(at(200))).singleElement().satisfies(it -> assertThat(it.getActive())
                .isFalse());
    }

    @Test
    void shouldSaySinceWhenNoStepIsMissing() {
        history.markKnownSince(at(500));
        history.markKnownSince(at(900));
        assertThat(history.completeSince()).isEqualTo(at(500));

        for (int i = 0; i <= 1_000; i++) {
            history.put(step(i, AlertStatus.UPDATED, 0, i));
        }

        assertThat(history.at(at(0))).extracting(Alert::getStatus).containsExactly(AlertStatus.FIRING);
        assertThat(history.completeSince()).isEqualTo(at(500));
        for (int i = 1_001; i <= 1_600; i++) {
            history.put(step(i, AlertStatus.UPDATED, 0, i));
        }
        assertThat(history.completeSince()).isEqualTo(at(601));
    }

    @Test
    void shouldDropStepsOfWhichNobodyMayAskAnyMore() {
        int kept = (int) Past.KEPT.toSeconds();
        history.markKnownSince(at(0));
        history.put(step(1, AlertStatus.FIRING, 100, 100));
        history.put(step(2, AlertStatus.UPDATED, 100, 200));
        history.put(step(3, AlertStatus.UPDATED, 100, kept + 201));

        assertThat(history.at(at(199))).extracting(Alert::getUpdatedAt).containsExactly(at(100));
        assertThat(history.at(at(201))).extracting(Alert::getStepId).containsExactly("step 2");
        assertThat(history.completeSince()).isEqualTo(at(0));
    }

    /** The decision about an old step may be read after a newer step of the alert. */
    @Test
    void shouldKeepTheSameStepsInWhateverOrderTheyArrive() {
        int kept = (int) Past.KEPT.toSeconds();
        var steps = List.of(
                step(1, AlertStatus.FIRING, 100, 100),
                step(2, AlertStatus.UPDATED, 100, 200),
                step(3, AlertStatus.UPDATED, 100, kept + 201));
        for (int first = 0; first < steps.size(); first++) {
            var other = new AlertHistory();
            for (int i = 0; i < steps.size(); i++) {
                other.put(steps.get((first + i) % steps.size()));
            }

            assertThat(other.steps("f")).extracting(Alert::getStepId).containsExactly("step 2", "step 3");
        }
        assertThat(history.steps("f")).isEmpty();
    }

    /** Within a millisecond the order of the observations counts. */
    @Test
    void shouldOrderStepsOfOneTimeByTheirOrderAndKeepEachOnce() {
        var orders = List.of(new Order(1L, 1L, 0), new Order(1L, 1L, 1), new Order(1L, 2L, 0), new Order(2L, 1L, 0));
        var steps = new ArrayList<Alert>();
        for (int i = 0; i < orders.size(); i++) {
            steps.add(Alert.newBuilder(step(i, AlertStatus.UPDATED, 100, 200))
                    .setOrder(orders.get(i))
                    .build());
        }

        for (int i = orders.size() - 1; i >= 0; i--) {
            history.put(steps.get(i));
            history.put(steps.get(i));
        }

        assertThat(history.steps("f")).isEqualTo(steps);
    }

    private static Alert step(int number, AlertStatus status, int firedAt, int updatedAt) {
        boolean isActive = status != AlertStatus.RESOLVED;
        @Nullable Instant resolvedAt = isActive ? null : at(updatedAt);
        return Alert.newBuilder()
                .setFingerprint("f")
                .setStepId("step " + number)
                .setRule(AlertRule.ConnectionDown)
                .setSeverity(AlertSeverity.CRITICAL)
                .setStatus(status)
                .setActive(isActive)
                .setAccount("acct")
                .setRegion("region")
                .setEntity("vco-1")
                .setSince(at(firedAt))
                .setNotBefore(at(firedAt))
                .setFiredAt(at(firedAt))
                .setUpdatedAt(at(updatedAt))
                .setResolvedAt(resolvedAt)
                .setOrder(new Order(1L, (long) number, 0))
                .build();
    }

    private static Instant at(int second) {
        return Instant.ofEpochSecond(1_700_000_000L + second);
    }
}
