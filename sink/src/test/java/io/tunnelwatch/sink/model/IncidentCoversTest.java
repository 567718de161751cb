package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.sink.model.CommandCover.Span;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Recurrence;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The commands that covered an incident since 10:00, which fired at 10:10 and was resolved at 11:40. */
class IncidentCoversTest {
    private static final Instant BEGAN = Instant.parse("2026-03-01T10:00:00Z");

    private final GivenCommands commands = new GivenCommands(Map.of());

    @Test
    void shouldClipASilenceToTheIncident() {
        commands.put(silence("x", -60, 50, "ConnectionDown"));
        commands.put(silence("y", 60, 500, "ConnectionDown"));
        commands.put(silence("other", -60, 500, "BgpDown"));
        commands.put(silence("over", -60, 0, "ConnectionDown"));
        commands.put(silence("late", 100, 500, "ConnectionDown"));

        assertThat(covers()).containsExactly("x 0-50", "y 60-100");
    }

    /** A severity may rise while the incident lasts. The two ids have the same hash, so that a map keeps them as they came. */
    @Test
    void shouldMatchTheLabelsOfEachStepAndOrderWhatWasGivenAtOnceById() {
        commands.put(silenceOf("BB", "warning"));
        commands.put(silenceOf("Aa", "critical"));

        assertThat(covers()).containsExactly("Aa 0-20", "BB 0-20");
    }

    private static Command silenceOf(String id, String severity) {
        return command(id, CommandType.SILENCE, 0)
                .setMatchers(List.of(new LabelMatcher("severity", severity, false, true)))
                .setUntil(at(20))
                .build();
    }

    @Test
    void shouldCountAnAcknowledgementFromWhenItWasGivenIfItIsOfThisIncident() {
        commands.put(acknowledgement("before", 9).build());
        commands.put(acknowledgement("first", 10).build());
        commands.put(acknowledgement("short", 20).setUntil(at(30)).build());
        commands.put(acknowledgement("last", 99).build());
        commands.put(acknowledgement("after", 100).build());
        commands.put(acknowledgement("other", 20).setFingerprint("b").build());

        assertThat(covers()).containsExactly("first 10-100", "short 20-30", "last 99-100");
    }

    @Test
    void shouldEndWithTheCancellationOrWhenItWasBroken() {
        commands.put(silence("before", -60, 500, "ConnectionDown"));
        commands.put(cancel("before", -1));
        commands.put(silence("cancelled", -50, 500, "ConnectionDown"));
        commands.put(cancel("cancelled", 30));
        commands.put(acknowledgement("broken", 20).build());
        commands.acknowledgementEnded("a", "broken", new AcknowledgementEnds.End(at(25), true, null));
        commands.put(acknowledgement("both", 21).build());
        commands.put(cancel("both", 24));
        commands.acknowledgementEnded("a", "both", new AcknowledgementEnds.End(at(26), true, null));

        assertThat(covers()).containsExactly("cancelled 0-30", "broken 20-25", "both 21-24");
        assertThat(commands.covers(incident()))
                .extracting(CommandCover::brokenAt)
                .containsExactly(null, at(25), at(26));
        assertThat(commands.covers(incident()))
                .extracting(it -> it.endedBy() != null)
                .containsExactly(true, false, true);
    }

    @Test
    void shouldNameTheOccurrenceOfAMaintenanceThatReturns() {
        var all = List.of(new LabelMatcher("alertname", "ConnectionDown", false, true));
        commands.put(command("m", CommandType.MAINTENANCE, -60)
                .setMatchers(all)
                .setRecurrence(new Recurrence(List.of("SUNDAY"), "10:15", 10, "UTC"))
                .build());
        commands.put(command("n", CommandType.MAINTENANCE, -60)
                .setMatchers(all)
                .setRecurrence(new Recurrence(List.of("SUNDAY"), "09:55", 10, "UTC"))
                .build());

        assertThat(covers()).containsExactly("m 15-25", "n 0-5");
    }

    private List<String> covers() {
        return commands.covers(incident()).stream()
                .map(it -> it.command().getCommandId() + " "
                        + String.join(
                                ", ",
                                it.spans().stream()
                                        .map(IncidentCoversTest::text)
                                        .toList()))
                .toList();
    }

    private static String text(Span it) {
        return minute(it.from()) + "-" + minute(it.to());
    }

    private static long minute(Instant it) {
        return (it.getEpochSecond() - BEGAN.getEpochSecond()) / 60;
    }

    private static AlertIncident incident() {
        return new AlertIncident(List.of(step(AlertSeverity.WARNING), step(AlertSeverity.CRITICAL)), at(100), null);
    }

    private static Alert step(AlertSeverity severity) {
        return Alert.newBuilder(new SampleRecords(BEGAN).alert("a"))
                .setSeverity(severity)
                .setFiredAt(at(10))
                .build();
    }

    private static Command silence(String id, int from, int until, String alertname) {
        return command(id, CommandType.SILENCE, from)
                .setMatchers(List.of(new LabelMatcher("alertname", alertname, false, true)))
                .setUntil(at(until))
                .build();
    }

    private static Command.Builder acknowledgement(String id, int minute) {
        return command(id, CommandType.ACKNOWLEDGE, minute).setFingerprint("a");
    }

    private static Command cancel(String id, int minute) {
        return command(id + "-end", CommandType.CANCEL, minute).setCancels(id).build();
    }

    private static Command.Builder command(String id, CommandType type, int minute) {
        return new SampleRecords(BEGAN).command(id).setType(type).setAt(at(minute));
    }

    private static Instant at(int minute) {
        return BEGAN.plusSeconds(60L * minute);
    }
}
