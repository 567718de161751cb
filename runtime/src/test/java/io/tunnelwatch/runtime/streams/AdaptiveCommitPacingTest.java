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
    private final AdaptiveCommitPacing pace = new AdaptiveCommitPacing(() -> now, Clock.fixed(NOW, ZoneOffset.UTC));
    private final CommitPacing haste = pace;

    @Test
    void shouldCommitAtOnceAfterAQuietTime() {
        assertThat(haste.isCommitDue()).isFalse();
        haste.published(NOW);
        assertThat(haste.isCommitDue()).isTrue();
        assertThat(haste.isCommitDue()).as("it was asked already").isFalse();
        assertThat(haste.retryAfter()).isZero();
    }

    @Test
    void shouldWorkForAsLongAsTheCommitTook() {
        committedIn(Duration.ofMillis(80));
        haste.published(NOW);
        pass(Duration.ofMillis(79));
        assertThat(haste.isCommitDue()).isFalse();
        assertThat(haste.retryAfter()).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(haste.isCommitDue()).isTrue();
    }

    @Test
    void shouldRestForAWhileHoweverQuickTheCommitWas() {
        committedIn(Duration.ofMillis(1));
        haste.published(NOW);
        assertThat(haste.isCommitDue()).isFalse();
        pass(Duration.ofMillis(10));
        assertThat(haste.isCommitDue()).isTrue();
    }

    /** The case after an own outage, or with more input than it can handle. */
    @Test
    void shouldNotHurryAboutWhatIsOld() {
        haste.published(NOW.minusSeconds(11));
        assertThat(haste.isCommitDue()).isFalse();
        assertThat(haste.retryAfter()).isZero();
        haste.published(NOW.minusSeconds(9));
        assertThat(haste.isCommitDue()).isTrue();
    }

    /** Kafka Streams commits by itself each second. */
    @Test
    void shouldRestAsLongAfterACommitThatNobodyAskedFor() {
        committedIn(Duration.ofMillis(80));
        pass(Duration.ofSeconds(1));
        pace.committed();
        haste.published(NOW);
        pass(Duration.ofMillis(79));
        assertThat(haste.isCommitDue()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(haste.isCommitDue()).isTrue();
    }

    /** The tasks were revoked and assigned again. */
    @Test
    void shouldNotTakeALongInterruptionForACommit() {
        committedIn(Duration.ofMinutes(1));
        haste.published(NOW);
        pass(Duration.ofMillis(500));
        assertThat(haste.isCommitDue()).isTrue();
    }

    @Test
    void shouldAskForNothingThatAnotherThreadWasTold() throws Exception {
        var other = new Thread(() -> haste.published(NOW));
        other.start();
        other.join();

        assertThat(haste.isCommitDue()).isFalse();
    }

    /** One commit covers all tasks of a thread: nobody requests one for what it has committed. */
    @Test
    void shouldShareThePaceOfTheThread() {
        haste.published(NOW);
        assertThat(pace.isCommitDue()).isTrue();
        pace.committed();
        pass(Duration.ofSeconds(1));
        assertThat(haste.isCommitDue()).isFalse();
        assertThat(haste.retryAfter()).isZero();
    }

    private void committedIn(Duration took) {
        haste.published(NOW);
        assertThat(haste.isCommitDue()).isTrue();
        pass(took);
        pace.committed();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
