package io.tunnelwatch.notify.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.notify.gate.CommandReader;
import io.tunnelwatch.notify.gate.Gate;
import io.tunnelwatch.notify.gate.GateDecision;
import io.tunnelwatch.notify.gate.GateInputs;
import io.tunnelwatch.notify.gate.GateState;
import io.tunnelwatch.notify.routing.RoutesFile;
import io.tunnelwatch.notify.routing.Routing;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Notification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoticeRehearsalTest {
    private static final Instant END = at(24 * 60);

    @TempDir
    Path directory;

    private final List<Alert> steps = List.of(
            step("a", AlertStatus.FIRING, 1),
            step("b", AlertStatus.FIRING, 3),
            step("b", AlertStatus.UPDATED, 20),
            step("a", AlertStatus.RESOLVED, 500),
            step("b", AlertStatus.RESOLVED, 900));

    private final List<Command> commands = List.of(
            GateInputs.covering("s", CommandType.SILENCE, "b", at(2), null, at(60)),
            GateInputs.acknowledge("k", "a", at(61), at(200)));

    /** A gate that is asked every minute decides the same: the rehearsal leaves out no moment at which time brings about a change. */
    @Test
    void shouldDecideAsAGateThatLooksEveryMinute() throws IOException {
        var decided = NoticeRehearsal.of(routing(), steps, commands, END);

        assertThat(decided).isEqualTo(everyMinute());
        assertThat(decided)
                .extracting(Notification::getReason)
                .contains("FIRED", "SILENCED", "SILENCE_ENDED", "ACKNOWLEDGED", "EXPIRED", "REPEATED", "RESOLVED");
    }

    @Test
    void shouldTakeInputsInTheOrderOfTheirTimes() throws IOException {
        var shuffled = new ArrayList<>(steps);
        java.util.Collections.swap(shuffled, 0, 1);
        java.util.Collections.swap(shuffled, 3, 4);

        assertThat(NoticeRehearsal.of(routing(), shuffled, List.of(commands.get(1), commands.get(0)), END))
                .isEqualTo(NoticeRehearsal.of(routing(), steps, commands, END));
    }

    @Test
    void shouldEndWithTheTimeInQuestion() throws IOException {
        var decided = NoticeRehearsal.of(routing(), steps, commands, at(499));

        assertThat(decided).isNotEmpty().allMatch(it -> !it.getAt().isAfter(at(499)));
        assertThat(decided).extracting(Notification::getReason).doesNotContain("RESOLVED");
    }

    @Test
    void shouldLeaveOutCommandsThatTheGateLeavesOut() throws IOException {
        Command refused = GateInputs.covering("r", CommandType.SILENCE, "*", at(0), null, at(1_000));
        refused.setRefused("no role");
        Command senseless = GateInputs.command("x", CommandType.SILENCE, at(0));

        assertThat(NoticeRehearsal.of(routing(), steps, List.of(refused, senseless), END))
                .isEqualTo(NoticeRehearsal.of(routing(), steps, List.of(), END));
    }

    @Test
    void shouldDecideNothingAboutNothing() throws IOException {
        assertThat(NoticeRehearsal.of(routing(), List.of(), List.of(), END)).isEmpty();
    }

    private List<Notification> everyMinute() throws IOException {
        var gate = new Gate(routing());
        GateState state = GateState.empty();
        var all = new ArrayList<Notification>();
        for (int minute = -1; minute <= 24 * 60; minute++) {
            Instant now = at(minute);
            apply(gate.tick(state, now), state, all);
            if (minute == -1) {
                apply(gate.tick(state, now), state, all);
            }
            for (Command it : commands) {
                if (it.getAt().equals(now)) {
                    apply(gate.command(state, CommandReader.read(it)), state, all);
                }
            }
            for (Alert it : steps) {
                if (it.getUpdatedAt().equals(now)) {
                    apply(gate.step(state, it), state, all);
                }
            }
        }
        return all;
    }

    private static void apply(GateDecision decision, GateState state, List<Notification> all) {
        state.apply(decision);
        all.addAll(decision.notices());
    }

    /** Two destinations: one by night only, and reminded every two hours. */
    private Routing routing() throws IOException {
        Path file = Files.writeString(
                directory.resolve("routes.yaml"),
                """
                routes:
                  - match: ['severity=critical']
                    to: [pager]
                    repeat: PT2H
                    window: {from: "22:00", to: "06:00", zone: Asia/Shanghai}
                    continue: true
                  - to: [mail]
                    repeat: PT3H
                """);
        return RoutesFile.read(file, new TreeSet<>(List.of("mail", "pager")));
    }

    private static Alert step(String fingerprint, AlertStatus status, int minute) {
        return GateInputs.alert(
                fingerprint, status, status != AlertStatus.RESOLVED, AlertSeverity.CRITICAL, minute, at(minute));
    }

    private static Instant at(int minute) {
        return GateInputs.START.plusSeconds(60L * minute);
    }
}
