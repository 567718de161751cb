package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class AdaptiveCommitPacingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private long now;
    private final AdaptiveCommitPacing pacing = new AdaptiveCommitPacing(() -> now, Clock.fixed(NOW, ZoneOffset.UTC));
    private final CommitPacing commitPacing = pacing;

    @Test
    void shouldCommitAtOnceAfterAQuietTime() {
        assertThat(commitPacing.isCommitDue()).isFalse();
        commitPacing.published(NOW);
        assertThat(commitPacing.isCommitDue()).isTrue();
        assertThat(commitPacing.isCommitDue()).as("it was asked already").isFalse();
        assertThat(commitPacing.retryAfter()).isZero();
    }

    @Test
    void shouldWorkForAsLongAsTheCommitTook() {
        committedIn(Duration.ofMillis(80));
        commitPacing.published(NOW);
        pass(Duration.ofMillis(79));
        assertThat(commitPacing.isCommitDue()).isFalse();
        assertThat(commitPacing.retryAfter()).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(commitPacing.isCommitDue()).isTrue();
    }

    @Test
    void shouldRestForAWhileHoweverQuickTheCommitWas() {
        committedIn(Duration.ofMillis(1));
        commitPacing.published(NOW);
        assertThat(commitPacing.isCommitDue()).isFalse();
        pass(Duration.ofMillis(10));
        assertThat(commitPacing.isCommitDue()).isTrue();
    }

    /** The case after an own outage, or with more input than it can handle. */
    @Test
    void shouldNotHurryAboutWhatIsOld() {
        commitPacing.published(NOW.minusSeconds(11));
        assertThat(commitPacing.isCommitDue()).isFalse();
        commitPacing.published(NOW.minusSeconds(9));
        assertThat(commitPacing.isCommitDue()).isTrue();
    }

    @Test
    void shouldCommitWhatIsOldOnceItHasCaughtUp() {
        commitPacing.published(NOW.minusSeconds(11));
        pass(Duration.ofMillis(60));
        commitPacing.published(NOW.minusSeconds(11));
        pass(Duration.ofMillis(60));
        assertThat(commitPacing.isCommitDue())
                .as("there was more to catch up with")
                .isFalse();
        assertThat(commitPacing.retryAfter()).isEqualTo(Duration.ofMillis(40));
        pass(Duration.ofMillis(40));
        assertThat(commitPacing.isCommitDue()).isTrue();
        pacing.committed();
        pass(Duration.ofSeconds(1));
        assertThat(commitPacing.isCommitDue()).as("nothing is pending").isFalse();
        assertThat(commitPacing.retryAfter()).isZero();
    }

    /** Kafka Streams commits by itself each second. */
    @Test
    void shouldRestAsLongAfterACommitThatNobodyAskedFor() {
        committedIn(Duration.ofMillis(80));
        pass(Duration.ofSeconds(1));
        pacing.committed();
        commitPacing.published(NOW);
        pass(Duration.ofMillis(79));
        assertThat(commitPacing.isCommitDue()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(commitPacing.isCommitDue()).isTrue();
    }

    /** The tasks were revoked and assigned again. */
    @Test
    void shouldNotTakeALongInterruptionForACommit() {
        committedIn(Duration.ofMinutes(1));
        commitPacing.published(NOW);
        pass(Duration.ofMillis(500));
        assertThat(commitPacing.isCommitDue()).isTrue();
    }

    @Test
    void shouldAskForNothingThatAnotherThreadWasTold() throws Exception {
        var other = new Thread(() -> commitPacing.published(NOW));
        other.start();
        other.join();

        assertThat(commitPacing.isCommitDue()).isFalse();
    }

    /** One commit covers all tasks of a thread: nobody requests one for what it has committed. */
    @Test
    void shouldShareThePaceOfTheThread() {
        commitPacing.published(NOW);
        assertThat(pacing.isCommitDue()).isTrue();
        pacing.committed();
        pass(Duration.ofSeconds(1));
        assertThat(commitPacing.isCommitDue()).isFalse();
        assertThat(commitPacing.retryAfter()).isZero();
    }

    private void committedIn(Duration took) {
        commitPacing.published(NOW);
        assertThat(commitPacing.isCommitDue()).isTrue();
        pass(took);
        pacing.committed();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
