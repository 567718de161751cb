package io.tunnelwatch.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.tunnelwatch.ingest.api.TargetId;
import io.tunnelwatch.ingest.poller.PollListener;
import io.tunnelwatch.ingest.scanner.Scan;
import io.tunnelwatch.ingest.scanner.Scan.CompleteScan;
import io.tunnelwatch.ingest.scanner.Scan.FailedScan;
import io.tunnelwatch.v1.FailureClass;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.ScanCompleted;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TargetProblemLogTest {
    private static final Duration INTERVAL = Duration.ofSeconds(20);
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final TargetId HERE = TargetId.parse("1/cn-hangzhou");
    private static final TargetId THERE = TargetId.parse("1/eu-central-1");
    private static final PollListener NOBODY = new PollListener() {
        @Override
        public void scanned(TargetId target, Scan scan) {}

        @Override
        public void committed(TargetId target, List<Observation> observations, int connections) {}
    };

    private final Logger logger = (Logger) LoggerFactory.getLogger(TargetProblemLog.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final TargetProblemLog troubles = new TargetProblemLog(NOBODY, INTERVAL);

    @BeforeEach
    void listen() {
        said.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(said);
    }

    @AfterEach
    void listenNoMore() {
        logger.detachAppender(said);
    }

    @Test
    void shouldSayOnceThatTargetCannotBeSeenAndOnceThatItIsSeenAgain() {
        troubles.scanned(HERE, failed("Forbidden.RAM", "the user may not; ask 1"));
        troubles.scanned(HERE, failed("Forbidden.RAM", "the user may not; ask 2"));
        troubles.scanned(HERE, scanned(Duration.ofSeconds(1)));
        troubles.scanned(HERE, scanned(Duration.ofSeconds(1)));

        assertThat(said())
                .containsExactly(
                        "WARN target=1/cn-hangzhou A target cannot be scanned",
                        "INFO target=1/cn-hangzhou The target can be scanned again");
    }

    @Test
    void shouldSayAnewWhatIsWrongOtherwise() {
        troubles.scanned(HERE, failed("Forbidden.RAM", "the user may not"));
        troubles.scanned(HERE, failed("Throttling", "too many calls"));

        assertThat(said()).hasSize(2);
    }

    @Test
    void shouldSayOfTheFirstOnlyWhatKeepsManyFromBeingSeen() {
        troubles.scanned(HERE, failed("InvalidAccessKeyId", "no such key"));
        troubles.scanned(THERE, failed("InvalidAccessKeyId", "no such key"));
        troubles.scanned(HERE, scanned(Duration.ofSeconds(1)));
        troubles.scanned(THERE, scanned(Duration.ofSeconds(1)));

        assertThat(said())
                .containsExactly(
                        "WARN target=1/cn-hangzhou A target cannot be scanned",
                        "INFO target=1/eu-central-1 The target can be scanned again");
    }

    @Test
    void shouldSayOnceThatDeletionsAreHeldAndOnceThatTheyAreNot() {
        troubles.committed(HERE, List.of(completed(30)), 100);
        troubles.committed(HERE, List.of(completed(31)), 100);
        troubles.committed(HERE, List.of(completed(0)), 100);
        troubles.committed(HERE, List.of(completed(0)), 100);

        assertThat(said()).hasSize(2);
        assertThat(said().get(0)).startsWith("WARN").contains("poll.missing.share");
        assertThat(said().get(1)).startsWith("INFO");
    }

    @Test
    void shouldSayOnceThatScansTakeLongerThanTheirIntervalAndOnceThatTheyDoNot() {
        troubles.scanned(HERE, scanned(INTERVAL));
        troubles.scanned(HERE, scanned(INTERVAL.plusSeconds(1)));
        troubles.scanned(HERE, scanned(INTERVAL));
        troubles.scanned(HERE, scanned(INTERVAL.plusSeconds(9)));
        troubles.scanned(HERE, scanned(INTERVAL.multipliedBy(3).dividedBy(4)));

        assertThat(said()).hasSize(2);
        assertThat(said().get(0)).startsWith("WARN").contains("poll.interval", "quota.share");
        assertThat(said().get(1)).startsWith("INFO");
    }

    @Test
    void shouldReckonWithTheIntervalThatIsSetNow() {
        troubles.watch(List.of(HERE), INTERVAL.multipliedBy(3));

        troubles.scanned(HERE, scanned(INTERVAL.multipliedBy(2)));

        assertThat(said()).isEmpty();
    }

    @Test
    void shouldForgetWhatWasWrongWithTargetThatIsPolledElsewhere() {
        troubles.scanned(HERE, failed("Forbidden.RAM", "the user may not"));
        troubles.committed(HERE, List.of(completed(30)), 100);
        troubles.scanned(THERE, scanned(INTERVAL.plusSeconds(1)));
        said.list.clear();

        troubles.watch(List.of(), INTERVAL);
        troubles.scanned(HERE, scanned(Duration.ofSeconds(1)));
        troubles.committed(HERE, List.of(completed(0)), 100);
        troubles.scanned(THERE, scanned(Duration.ofSeconds(1)));

        assertThat(said()).isEmpty();
    }

    private List<String> said() {
        return said.list.stream()
                .map(it -> it.getLevel() + " target=" + it.getKeyValuePairs().get(0).value + " "
                        + it.getFormattedMessage())
                .toList();
    }

    private static Scan failed(String code, String detail) {
        return new FailedScan(FailureClass.DENIED, code, detail, "", Optional.empty(), NOW);
    }

    private static Scan scanned(Duration took) {
        return new CompleteScan(new TreeMap<>(), 1, NOW.minus(took), NOW);
    }

    private static Observation completed(int deletionsHeld) {
        return new Observation(
                "1",
                "cn-hangzhou",
                new io.tunnelwatch.v1.Order(1L, 1L, 0),
                NOW,
                NOW,
                INTERVAL.toMillis(),
                new ScanCompleted(true, 100, 0L, 1, NOW, deletionsHeld));
    }
}
