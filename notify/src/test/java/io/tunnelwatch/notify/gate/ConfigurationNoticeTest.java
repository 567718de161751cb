package io.tunnelwatch.notify.gate;

import static io.tunnelwatch.notify.gate.GateInputs.START;
import static io.tunnelwatch.notify.gate.GateInputs.change;
import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.routing.RoutesFile;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationKind;
import io.tunnelwatch.v1.NotificationOutcome;
import io.tunnelwatch.v1.Transition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A changed configuration is news for whoever asked for such news, and no alert. */
class ConfigurationNoticeTest {
    private static final SortedSet<String> DESTINATIONS = new TreeSet<>(List.of("mail", "pager"));
    private static final SortedSet<String> PAGER = new TreeSet<>(List.of("pager"));
    private static final Transition CHANGE = change("vco-1", START, "aes256");

    @TempDir
    Path directory;

    private final GateState state = GateState.empty();

    @Test
    void shouldTellOnlyWhoHearsOfChanges() {
        var notices =
                gate(Routing.everywhere(DESTINATIONS)).change(state, CHANGE).notices();

        assertThat(notices).singleElement().satisfies(it -> {
            assertThat(it.getKind()).isEqualTo(NotificationKind.CONFIGURATION_CHANGED);
            assertThat(it.getOutcome()).isEqualTo(NotificationOutcome.NOTIFY);
            assertThat(it.getReason()).isEqualTo("CHANGED");
            assertThat(it.getDestinations()).containsExactly("pager");
            assertThat(it.getFingerprint()).isEqualTo("connection/acct/region/vco-1");
            assertThat(it.getDetail())
                    .isEqualTo("office (vco-1) in acct/region was changed: field.aes256 from '' to 'aes256'.");
            assertThat(it.getAt()).isEqualTo(START);
            assertThat(it.getAlert()).isNull();
        });
    }

    @Test
    void shouldNameThreeFieldsAndCountTheOthers() {
        var notice = only(gate(Routing.everywhere(DESTINATIONS)), change("vco-1", START, "a", "b", "c", "d", "e"));

        assertThat(notice.getDetail())
                .endsWith("field.c from '' to 'c'; and 2 more.")
                .doesNotContain("field.d");
    }

    @Test
    void shouldGiveEachChangeAnIdThatIsTheSameInEveryReplay() {
        var gate = gate(Routing.everywhere(DESTINATIONS));

        assertThat(only(gate, CHANGE).getNotificationId())
                .isEqualTo(only(gate, CHANGE).getNotificationId())
                .isNotEqualTo(only(gate, change("vco-1", START.plusSeconds(1), "aes256"))
                        .getNotificationId());
    }

    @Test
    void shouldTellNobodyWhereNobodyAskedAndBeforeThePastIsOver() {
        var begins = new Gate(Routing.everywhere(DESTINATIONS), PAGER);
        assertThat(begins.change(state, CHANGE).notices()).isEmpty();

        begin(begins);

        assertThat(new Gate(Routing.everywhere(DESTINATIONS))
                        .change(state, CHANGE)
                        .notices())
                .isEmpty();
        assertThat(begins.change(state, CHANGE).notices()).hasSize(1);
    }

    @Test
    void shouldTellNobodyOfAChangeThatIsPublishedAgainLongAfterIt() {
        var gate = gate(Routing.everywhere(DESTINATIONS));
        state.apply(gate.tick(state, START.plusSeconds(3_600)));
        assertThat(gate.change(state, CHANGE).notices()).hasSize(1);

        state.apply(gate.tick(state, START.plusSeconds(3_601)));

        assertThat(gate.change(state, CHANGE).notices()).isEmpty();
    }

    /** What changes during a maintenance is what people look for afterwards. */
    @Test
    void shouldTellWhatASilenceCoversAndMoveNoTime() {
        // Given
        var gate = gate(Routing.everywhere(DESTINATIONS));
        var silence = GateInputs.covering("s", CommandType.SILENCE, "*", START, null, START.plusSeconds(60));
        state.apply(gate.command(state, CommandReader.read(silence)));
        GateClock before = state.clock();

        // When
        var decision = gate.change(state, change("vco-1", START.plusSeconds(3600), "aes256"));
        state.apply(decision);

        // Then
        assertThat(decision.notices()).hasSize(1);
        assertThat(state.clock()).isEqualTo(before);
        assertThat(state.commands()).containsKey("s");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "severity=critical             | ''",
                "severity=info                 | pager",
                "alertname=ConfigurationChanged| pager",
                "tag_team=net                  | pager",
                "tag_team=lan                  | ''",
                "account=acct                  | pager"
            })
    void shouldFollowTheRoutes(String matcher, String destinations) throws IOException {
        var file = Files.writeString(
                directory.resolve("routes.yaml"),
                "routes:\n  - match: ['" + matcher.strip().replace("=", "=\"") + "\"']\n    to: [mail, pager]\n");

        var notice = only(gate(RoutesFile.read(file, DESTINATIONS)), CHANGE);

        assertThat(String.join(",", notice.getDestinations())).isEqualTo(destinations);
        assertThat(notice.getOutcome())
                .isEqualTo(destinations.isEmpty() ? NotificationOutcome.SILENT : NotificationOutcome.NOTIFY);
        assertThat(notice.getReason()).isEqualTo(destinations.isEmpty() ? "NO_ROUTE" : "CHANGED");
    }

    private Gate gate(Routing routing) {
        var gate = new Gate(routing, PAGER);
        begin(gate);
        return gate;
    }

    private void begin(Gate gate) {
        state.apply(gate.tick(state, START));
        state.apply(gate.tick(state, START.plusSeconds(1)));
    }

    private Notification only(Gate gate, Transition change) {
        return gate.change(state, change).notices().get(0);
    }
}
