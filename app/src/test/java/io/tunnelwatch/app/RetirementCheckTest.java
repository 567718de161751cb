package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.TargetView;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RetirementCheckTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final String NAME = "prod/cn-hangzhou";

    @Test
    void shouldNameTheSettingThatStillNamesTheTarget() {
        // When
        var objection =
                RetirementCheck.objection(NAME, view(FacetReason.POLLER_SILENT), Set.of(NAME), NOON.plusSeconds(900));

        // Then
        assertThat(objection).hasValueSatisfying(it -> assertThat(it).startsWith("Setting targets contains " + NAME));
    }

    @Test
    void shouldNotRetireByHandWhatSomebodyStillPolls() {
        // When
        var objection =
                RetirementCheck.objection(NAME, view(FacetReason.SCANS_COMPLETE), Set.of(), NOON.plusSeconds(80));

        // Then
        assertThat(objection).hasValueSatisfying(it -> assertThat(it)
                .contains("still polled", "the ingest group group", "the setting targets"));
    }

    @Test
    void shouldRetireByHandWhatNobodyHasPolledForLong() {
        assertThat(RetirementCheck.objection(NAME, view(FacetReason.POLLER_SILENT), Set.of(), NOON.plusSeconds(5)))
                .isEmpty();
        assertThat(RetirementCheck.objection(NAME, view(FacetReason.SCANS_COMPLETE), Set.of(), NOON.plusSeconds(91)))
                .isEmpty();
    }

    @Test
    void shouldSayOfEachTargetHowItStands() {
        // Given
        var retired = view(FacetReason.SCANS_COMPLETE);
        retired.setRetiredAt(NOON);

        // When / Then
        assertThat(TargetsCommand.seen(view(FacetReason.SCANS_COMPLETE), NOON.plusSeconds(80)))
                .isEqualTo("yes");
        assertThat(TargetsCommand.seen(view(FacetReason.SCANS_COMPLETE), NOON.plusSeconds(91)))
                .isEqualTo("not judged for 1 min 31 s");
        assertThat(TargetsCommand.seen(view(FacetReason.POLLER_SILENT), NOON)).isEqualTo("DOWN POLLER_SILENT");
        assertThat(TargetsCommand.seen(retired, NOON)).isEqualTo("retired at 2026-11-21T12:00:00Z");
    }

    private static TargetView view(FacetReason reason) {
        var state = reason == FacetReason.SCANS_COMPLETE ? FacetState.UP : FacetState.DOWN;
        return TargetView.newBuilder()
                .setAccount("prod")
                .setRegion("cn-hangzhou")
                .setOrder(new Order(7L, 3L, 0))
                .setJudgedAt(NOON)
                .setLastComplete(NOON)
                .setPollIntervalMillis(30_000)
                .setNextPollDue(NOON.plusSeconds(30))
                .setConnections(1)
                .setFreshness(new FacetValue(state, reason, "", NOON))
                .setPolledBy("group")
                .build();
    }
}
