package io.tunnelwatch.runtime.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CommitPaceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private long now;
    private final CommitPace pace = new CommitPace(() -> now, Clock.fixed(NOW, ZoneOffset.UTC));
    private final Haste haste = pace;

    @Test
    void shouldCommitAtOnceAfterAQuietTime() {
        assertThat(haste.commitsNow()).isFalse();
        haste.told(NOW);
        assertThat(haste.commitsNow()).isTrue();
        assertThat(haste.commitsNow()).as("it was asked already").isFalse();
        assertThat(haste.asksAgainAfter()).isZero();
    }

    @Test
    void shouldWorkForAsLongAsTheCommitTook() {
        committedIn(Duration.ofMillis(80));
        haste.told(NOW);
        pass(Duration.ofMillis(79));
        assertThat(haste.commitsNow()).isFalse();
        assertThat(haste.asksAgainAfter()).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(haste.commitsNow()).isTrue();
    }

    @Test
    void shouldRestForAWhileHoweverQuickTheCommitWas() {
        committedIn(Duration.ofMillis(1));
        haste.told(NOW);
        assertThat(haste.commitsNow()).isFalse();
        pass(Duration.ofMillis(10));
        assertThat(haste.commitsNow()).isTrue();
    }

    /** The case after an own outage, or with more input than it can handle. */
    @Test
    void shouldNotHurryAboutWhatIsOld() {
        haste.told(NOW.minusSeconds(11));
        assertThat(haste.commitsNow()).isFalse();
        assertThat(haste.asksAgainAfter()).isZero();
        haste.told(NOW.minusSeconds(9));
        assertThat(haste.commitsNow()).isTrue();
    }

    /** Kafka Streams commits by itself each second. */
    @Test
    void shouldRestAsLongAfterACommitThatNobodyAskedFor() {
        committedIn(Duration.ofMillis(80));
        pass(Duration.ofSeconds(1));
        pace.committed();
        haste.told(NOW);
        pass(Duration.ofMillis(79));
        assertThat(haste.commitsNow()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(haste.commitsNow()).isTrue();
    }

    /** The tasks were revoked and assigned again. */
    @Test
    void shouldNotTakeALongInterruptionForACommit() {
        committedIn(Duration.ofMinutes(1));
        haste.told(NOW);
        pass(Duration.ofMillis(500));
        assertThat(haste.commitsNow()).isTrue();
    }

    @Test
    void shouldAskForNothingThatAnotherThreadWasTold() throws Exception {
        var other = new Thread(() -> haste.told(NOW));
        other.start();
        other.join();

        assertThat(haste.commitsNow()).isFalse();
    }

    /** One commit covers all tasks of a thread: nobody requests one for what it has committed. */
    @Test
    void shouldShareThePaceOfTheThread() {
        haste.told(NOW);
        assertThat(pace.commitsNow()).isTrue();
        pace.committed();
        pass(Duration.ofSeconds(1));
        assertThat(haste.commitsNow()).isFalse();
        assertThat(haste.asksAgainAfter()).isZero();
    }

    private void committedIn(Duration took) {
        haste.told(NOW);
        assertThat(haste.commitsNow()).isTrue();
        pass(took);
        pace.committed();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
