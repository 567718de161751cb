package io.tunnelwatch.processor.domain;

import static io.tunnelwatch.processor.domain.SeenConnection.PHASE1;
import static io.tunnelwatch.processor.domain.SeenConnection.PHASE2;
import static io.tunnelwatch.processor.domain.SeenConnection.UP;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.processor.domain.alert.AlertRule;
import io.tunnelwatch.processor.domain.alert.Severity;
import io.tunnelwatch.processor.domain.alert.Verdict;
import io.tunnelwatch.processor.domain.facet.FacetId;
import io.tunnelwatch.processor.domain.facet.FacetKind;
import io.tunnelwatch.processor.domain.facet.FacetReason;
import io.tunnelwatch.processor.domain.facet.FacetState;
import io.tunnelwatch.processor.domain.observation.Change;
import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Observation.Failure;
import io.tunnelwatch.processor.domain.observation.Order;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectorTest {
    private final Scene scene = new Scene();

    @Test
    void shouldTakeFirstSightAsBaselineAndNotAsChange() {
        scene.scan(SeenConnection.single("vco-1", UP));

        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Transition.Kind.FIRST_SEEN);
            assertThat(it.from()).isNull();
            assertThat(Objects.requireNonNull(it.to()).state()).isEqualTo(FacetState.UP);
        });
    }

    @Test
    void shouldTellBothEndsOfWhenAChangeHappened() {
        scene.scan(SeenConnection.single("vco-1", UP)).quiet(3).forgetEvents();
        var lastSeenUp = scene.now();

        scene.scan(SeenConnection.single("vco-1", PHASE2));

        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).singleElement().satisfies(it -> {
            assertThat(it.notBefore()).isEqualTo(lastSeenUp);
            assertThat(it.cause().at()).isEqualTo(scene.now());
            assertThat(Objects.requireNonNull(it.to()).reason()).isEqualTo(FacetReason.PHASE2_NOT_ESTABLISHED);
        });
    }

    @Test
    void shouldNotTellTheSameTwice() {
        scene.scan(SeenConnection.single("vco-1", PHASE2))
                .scan(SeenConnection.single("vco-1", PHASE2))
                .quiet(2);

        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).hasSize(1);
        assertThat(scene.verdicts).contains(Verdict.UNCHANGED);
    }

    @Test
    void shouldTakeBackAllThatStandsOfATargetThatIsRetired() {
        scene.scan(SeenConnection.single("vco-1", PHASE1), SeenConnection.single("vco-2", UP))
                .quiet(5);
        for (int i = 0; i < 8; i++) {
            scene.failedScan(Failure.CREDENTIALS);
        }
        assertThat(scene.told()).contains("ConnectionDown FIRING", "TargetStale FIRING");
        scene.forgetEvents();

        // When
        scene.retired();

        // Then
        assertThat(scene.told()).containsExactlyInAnyOrder("ConnectionDown RESOLVED", "TargetStale RESOLVED");
        assertThat(scene.steps()).allSatisfy(it -> {
            assertThat(it.verdict()).isEqualTo(Verdict.RETIRED);
            assertThat(it.active()).isFalse();
            assertThat(it.resolvedAt()).isEqualTo(scene.now());
            assertThat(it.text()).contains("is not watched any more").doesNotContain("again");
        });
        assertThat(scene.transitions()).allSatisfy(it -> {
            assertThat(it.kind()).isEqualTo(Transition.Kind.RETIRED);
            assertThat(it.to()).isNull();
        });
        assertThat(scene.transitions())
                .extracting(it -> it.facet() == null ? it.connectionId() : String.valueOf(it.facet()))
                .contains("vco-1", "vco-2", new FacetId("vco-2", FacetKind.IPSEC).toString())
                .contains(new FacetId(Scene.TARGET.toString(), FacetKind.FRESHNESS).toString());
    }

    @Test
    void shouldHearNothingOfARetiredTargetBeforeSomebodyLooksAgain() {
        scene.scan(SeenConnection.single("vco-1", PHASE1)).quiet(5).retired();
        var lateOrder = new Order(1, 3, 0);
        scene.forgetEvents();

        scene.silent().retired();
        scene.give(
                new Observation(Scene.TARGET, lateOrder, scene.now(), Scene.POLL, SeenConnection.single("vco-1", UP)));

        assertThat(scene.events).isEmpty();
        assertThat(scene.verdicts).containsExactly(Verdict.RETIRED, Verdict.RETIRED, Verdict.LATE);
    }

    @Test
    void shouldBeginAnewWithATargetThatComesBack() {
        scene.scan(SeenConnection.single("vco-1", PHASE1)).quiet(5).retired().forgetEvents();

        scene.takeOver().scan(SeenConnection.single("vco-1", PHASE1)).quiet(5);

        assertThat(scene.transitions()).extracting(Transition::kind).containsOnly(Transition.Kind.FIRST_SEEN);
        assertThat(scene.told()).containsExactly("ConnectionDown FIRING");
        assertThat(scene.steps())
                .allSatisfy(it -> assertThat(it.published().onset().initial()).isTrue());
    }

    /** Its poller's clock may be behind the clock that dated the retirement. */
    @Test
    void shouldNotLetTimeRunBackForATargetThatComesBack() {
        scene.scan(SeenConnection.single("vco-1", UP)).retired().forgetEvents();
        var retiredAt = scene.now();

        scene.takeOver().advance(Duration.ofMinutes(-10)).scan(SeenConnection.single("vco-1", UP));

        assertThat(scene.transitions())
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.cause().at()).isEqualTo(retiredAt));
    }

    @Test
    void shouldHaveNothingToTakeBackOfATargetThatWasNeverSeen() {
        scene.retired();

        assertThat(scene.events).isEmpty();
        assertThat(scene.verdicts).containsExactly(Verdict.RETIRED);
    }

    @Test
    void shouldIgnoreWhatIsNotPastWhatItHasSeen() {
        scene.scan(SeenConnection.single("vco-1", UP)).quiet(2).forgetEvents();

        scene.give(new Observation(
                Scene.TARGET, new Order(1, 1, 0), scene.now(), Scene.POLL, SeenConnection.single("vco-1", PHASE1)));

        assertThat(scene.events).isEmpty();
        assertThat(scene.verdicts).containsExactly(Verdict.LATE);
    }

    @Test
    void shouldFireOnlyAfterTheHoldAndTwoLooks() {
        scene.scan(SeenConnection.single("vco-1", UP)).scan(SeenConnection.single("vco-1", PHASE1));
        assertThat(scene.told()).isEmpty();

        scene.quiet(1);
        assertThat(scene.told()).isEmpty();
        scene.quiet(1);

        assertThat(scene.told()).containsExactly("ConnectionDown FIRING");
    }

    @ParameterizedTest
    @CsvSource({"2999, true", "3000, true", "3001, false"})
    void shouldEndAHoldWithAScanThatComesUpToATenthOfAnIntervalTooEarly(int early, boolean fires) {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(1);

        scene.advance(Scene.POLL.minusMillis(early)).scanNow();

        assertThat(scene.told()).containsExactlyElementsOf(fires ? List.of("ConnectionDown FIRING") : List.of());
    }

    @ParameterizedTest
    @CsvSource({"3000, true", "3001, false"})
    void shouldResolveWithAScanThatComesUpToATenthOfAnIntervalTooEarly(int early, boolean resolves) {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2)
                .scan(SeenConnection.single("vco-1", UP))
                .quiet(9);

        scene.advance(Scene.POLL.minusMillis(early)).scanNow();

        assertThat(scene.told()).hasSize(resolves ? 2 : 1);
    }

    @Test
    void shouldStaySilentAboutABlip() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .scan(SeenConnection.single("vco-1", UP))
                .quiet(20);

        assertThat(scene.told()).isEmpty();
        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).hasSize(3);
        assertThat(scene.verdicts).contains(Verdict.RECOVERED_IN_TIME);
    }

    @Test
    void shouldAlertAboutWhatIsBadFromTheFirstLook() {
        scene.scan(SeenConnection.single("vco-1", UP, "", "failed")).quiet(4);

        assertThat(scene.steps()).singleElement().satisfies(it -> {
            assertThat(it.key().rule()).isEqualTo(AlertRule.HealthCheckFailed);
            assertThat(it.published().onset().initial()).isTrue();
            assertThat(it.text()).contains("name-of-vco-1").contains("when first seen");
        });
    }

    @Test
    void shouldResolveOnlyAfterBeingGoodForLongEnough() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2);
        scene.scan(SeenConnection.single("vco-1", UP)).quiet(9);
        assertThat(scene.told()).containsExactly("ConnectionDown FIRING");

        scene.quiet(1);

        assertThat(scene.told()).containsExactly("ConnectionDown FIRING", "ConnectionDown RESOLVED");
    }

    @Test
    void shouldNotResolveWhenBadAgainWhileClearing() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2);

        scene.scan(SeenConnection.single("vco-1", UP))
                .quiet(5)
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(20);

        assertThat(scene.told()).containsExactly("ConnectionDown FIRING");
        assertThat(scene.verdicts).contains(Verdict.BAD_AGAIN_WHILE_CLEARING);
    }

    @Test
    void shouldUpdateWhenTheReasonChanges() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2);

        scene.scan(SeenConnection.single("vco-1", PHASE2));

        assertThat(scene.told()).containsExactly("ConnectionDown FIRING", "ConnectionDown UPDATED");
    }

    @Test
    void shouldNotResolveWhenScanFailed() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2)
                .scan(SeenConnection.single("vco-1", UP));
        scene.forgetEvents();

        for (int i = 0; i < 40; i++) {
            scene.failedScan(Failure.OTHER);
        }

        assertThat(scene.told()).doesNotContain("ConnectionDown RESOLVED");
    }

    @Test
    void shouldSayUnknownFromTheLastTimeSeenWhenATargetIsLostFromSight() {
        scene.scan(SeenConnection.single("vco-1", UP)).quiet(2).forgetEvents();
        var lastSeen = scene.now();

        scene.failedScan(Failure.OTHER).failedScan(Failure.OTHER).failedScan(Failure.OTHER);
        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).isEmpty();
        scene.failedScan(Failure.OTHER);

        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).singleElement().satisfies(it -> {
            assertThat(Objects.requireNonNull(it.to()).reason()).isEqualTo(FacetReason.NOT_SEEN);
            assertThat(Objects.requireNonNull(it.to()).since()).isEqualTo(lastSeen);
            assertThat(it.cause().at()).isEqualTo(scene.now());
        });
    }

    @Test
    void shouldSeeWhatWasNotMentionedAgainAsItWas() {
        scene.scan(SeenConnection.single("vco-1", UP), SeenConnection.single("vco-2", PHASE1))
                .quiet(1);
        scene.advance(Duration.ofMinutes(5)).forgetEvents();

        scene.scan(SeenConnection.single("vco-2", UP));

        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC))
                .extracting(it -> Objects.requireNonNull(it.to()).state())
                .containsExactly(FacetState.UNKNOWN, FacetState.UP);
        assertThat(scene.changesOf("vco-2", FacetKind.IPSEC))
                .extracting(it -> Objects.requireNonNull(it.to()).state())
                .containsExactly(FacetState.UNKNOWN, FacetState.UP);
        assertThat(scene.transitions()).filteredOn(Transition::acrossGap).isNotEmpty();
    }

    @Test
    void shouldStartClocksAnewAfterAGap() {
        scene.scan(SeenConnection.single("vco-1", UP)).scan(SeenConnection.single("vco-1", PHASE1));
        scene.advance(Duration.ofMinutes(5));

        scene.scan(SeenConnection.single("vco-1", PHASE1));

        assertThat(scene.told()).doesNotContain("ConnectionDown FIRING");
    }

    @Test
    void shouldRefuseToCallWhatItCannotReadDown() {
        scene.scan(SeenConnection.single("vco-1", ""), SeenConnection.single("vco-2", "something_new"))
                .quiet(20);

        assertThat(scene.told()).isEmpty();
    }

    @Test
    void shouldTellOneTunnelDownAsDegradedAndBothAsDown() {
        scene.scan(SeenConnection.dual("vco-1", UP, UP))
                .scan(SeenConnection.dual("vco-1", UP, PHASE1))
                .quiet(3);
        assertThat(scene.told()).containsExactly("ConnectionDegraded FIRING");

        scene.scan(SeenConnection.dual("vco-1", PHASE1, PHASE1)).quiet(2);

        assertThat(scene.told())
                .containsExactly("ConnectionDegraded FIRING", "ConnectionDown FIRING", "ConnectionDegraded UPDATED");
    }

    @Test
    void shouldHoldLongerWhereNegotiationWaitsForTraffic() {
        var idle = SeenConnection.basic("vco-1").negotiatingOnTraffic();
        scene.scan(idle.snapshot()).scan(idle.status(PHASE1).snapshot()).quiet(29);
        assertThat(scene.told()).isEmpty();

        scene.quiet(1);

        assertThat(scene.told()).containsExactly("ConnectionDown FIRING");
    }

    @Test
    void shouldResolveWhatIsDeleted() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .scan(SeenConnection.single("vco-1", PHASE1))
                .quiet(2);

        scene.gone("vco-1").quiet(3);

        assertThat(scene.told()).containsExactly("ConnectionDown FIRING", "ConnectionDown RESOLVED");
        assertThat(scene.transitions())
                .extracting(Transition::kind)
                .contains(Transition.Kind.CONNECTION_DELETED, Transition.Kind.FACET_ENDED);
        assertThat(scene.verdicts).doesNotContain(Verdict.DIVERGED);
    }

    @Test
    void shouldTakeTheSameIdWithAnotherBirthForAnotherConnection() {
        var first = SeenConnection.basic("vco-1").created(Scene.START);
        scene.scan(first.snapshot()).quiet(1).forgetEvents();

        scene.scan(first.created(Scene.START.plusSeconds(60)).snapshot()).quiet(1);

        assertThat(scene.transitions())
                .extracting(Transition::kind)
                .containsSubsequence(
                        Transition.Kind.CONNECTION_DELETED,
                        Transition.Kind.CONNECTION_CREATED,
                        Transition.Kind.FIRST_SEEN);
        assertThat(scene.verdicts).doesNotContain(Verdict.DIVERGED);
    }

    @Test
    void shouldTellWhatChangedInAConfiguration() {
        scene.scan(SeenConnection.basic("vco-1").snapshot()).forgetEvents();

        scene.scan(SeenConnection.basic("vco-1").cipher("aes").snapshot());

        assertThat(scene.transitions()).singleElement().satisfies(it -> {
            assertThat(it.kind()).isEqualTo(Transition.Kind.CONFIGURATION_CHANGED);
            assertThat(it.changes()).containsExactly(new Change("ike.encryption", "aes256", "aes"));
        });
    }

    @Test
    void shouldTellCreatedOnlyWhatAppearsLater() {
        scene.scan(SeenConnection.single("vco-1", UP)).scan(SeenConnection.single("vco-2", UP));

        assertThat(scene.transitions())
                .filteredOn(it -> it.kind() == Transition.Kind.CONNECTION_CREATED)
                .extracting(Transition::connectionId)
                .containsExactly("vco-2");
    }

    @Test
    void shouldNoticeThatARecordWasLost() {
        scene.scan(SeenConnection.single("vco-1", UP)).forgetEvents();

        scene.advance(Scene.POLL)
                .give(new Observation(
                        Scene.TARGET,
                        new Order(1, 99, 0),
                        scene.now(),
                        Scene.POLL,
                        new Observation.ScanCompleted(2, 12345)));

        assertThat(scene.verdicts).contains(Verdict.DIVERGED);
    }

    @Test
    void shouldSayAtOnceThatCredentialsAreRefusedAndPageOnceItLasts() {
        scene.scan(SeenConnection.single("vco-1", UP)).forgetEvents();

        scene.failedScan(Failure.CREDENTIALS);
        assertThat(scene.changesOf(Scene.TARGET.toString(), FacetKind.FRESHNESS))
                .singleElement()
                .satisfies(it -> assertThat(Objects.requireNonNull(it.to()).reason())
                        .isEqualTo(FacetReason.CREDENTIALS_REFUSED));
        for (int i = 0; i < 3; i++) {
            scene.failedScan(Failure.CREDENTIALS);
        }

        assertThat(scene.told()).containsExactly("TargetStale FIRING");
    }

    @Test
    void shouldTellOnceOfDeletionsThatAreNotBelievedAndHideNothingBehindThem() {
        scene.scan(SeenConnection.single("vco-1", UP)).forgetEvents();

        for (int i = 0; i < 4; i++) {
            scene.scanHolding(7);
        }
        for (int i = 0; i < 4; i++) {
            scene.scanHolding(8, SeenConnection.single("vco-1", PHASE1));
        }

        assertThat(scene.heard()).containsExactly("TargetStale FIRING", "ConnectionDown FIRING");
        assertThat(scene.steps().get(0)).satisfies(it -> {
            assertThat(it.published().problem().severity()).isEqualTo(Severity.WARNING);
            assertThat(it.text()).contains("7 missing");
        });
    }

    @Test
    void shouldHearThatThePollerIsSilent() {
        scene.scan(SeenConnection.single("vco-1", UP))
                .advance(Duration.ofMinutes(2))
                .forgetEvents();

        scene.silent();

        assertThat(scene.changesOf(Scene.TARGET.toString(), FacetKind.FRESHNESS))
                .singleElement()
                .satisfies(it ->
                        assertThat(Objects.requireNonNull(it.to()).reason()).isEqualTo(FacetReason.POLLER_SILENT));
        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).hasSize(1);
    }

    @Test
    void shouldGoOnUnderANewOwnerOfTheTarget() {
        scene.scan(SeenConnection.single("vco-1", UP)).takeOver().forgetEvents();

        scene.scan(SeenConnection.single("vco-1", PHASE1));

        assertThat(scene.changesOf("vco-1", FacetKind.IPSEC)).hasSize(1);
        assertThat(scene.verdicts).doesNotContain(Verdict.LATE, Verdict.DIVERGED);
    }

    /** Otherwise the end of flapping would be published for an alert whose flapping never was. */
    @Test
    void shouldResolveWhatIsDeletedInTheScanInWhichItFellOnceTooOften() {
        Snapshot up = SeenConnection.single("vco-1", UP);
        Snapshot down = SeenConnection.single("vco-1", PHASE1);
        scene.scan(up).scan(down).quiet(3).scan(up).scan(down).scan(up);
        assertThat(scene.told()).containsExactly("ConnectionDown FIRING");

        scene.give(seen(100, 0, down)).give(seen(100, 1, new Observation.Gone("vco-1")));

        assertThat(scene.told()).containsExactly("ConnectionDown FIRING", "ConnectionDown RESOLVED");
    }

    private Observation seen(long scan, int index, Observation.Body body) {
        return new Observation(
                Scene.TARGET, new Order(1, scan, index), scene.now().plus(Scene.POLL), Scene.POLL, body);
    }

    @Test
    void shouldCallBgpCriticalOnlyWhereNoOtherSessionIsLeft() {
        scene.scan(SeenConnection.single("vco-1", UP, "success", ""))
                .scan(SeenConnection.single("vco-1", UP, "false", ""))
                .quiet(3);

        assertThat(scene.steps()).singleElement().satisfies(it -> {
            assertThat(it.key().rule()).isEqualTo(AlertRule.BgpDown);
            assertThat(it.published().problem().severity()).isEqualTo(Severity.CRITICAL);
        });
    }
}
