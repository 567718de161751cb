package io.tunnelwatch.sink.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.Interval;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures with planned time, compared with a count of every second. */
class PlannedTimeTest {
    private static final Instant FROM = Instant.parse("2026-03-28T20:00:00Z");
    private static final Instant TO = FROM.plus(Duration.ofHours(1));
    private static final Map<String, String> LABELS =
            Map.of("account", "acct", "vpn_gateway_id", "vpn-a", "tag_env", "test");
    private static final int TRIALS = 200;
    private static final long MINUTE = 60_000;

    /** Windows of some hours around the nights in which Berlin and New York set their clocks, and one without a change. */
    private static final List<Instant> NIGHTS = List.of(
            Instant.parse("2026-03-28T22:00:00Z"),
            Instant.parse("2026-10-24T22:00:00Z"),
            Instant.parse("2026-03-08T05:00:00Z"),
            Instant.parse("2026-07-01T22:00:00Z"));

    private final ReadModel model = new ReadModel();

    @Test
    void shouldCountTheSameAsOneWhoLooksAtEverySecond() {
        long first = Long.getLong("seed", 1);
        for (long seed = first; seed < first + TRIALS; seed++) {
            var random = new SplittableRandom(seed);
            var commands = RandomMaintenance.of(random, NIGHTS.get((int) (seed % NIGHTS.size())));
            Instant from = NIGHTS.get((int) (seed % NIGHTS.size())).plusSeconds(random.nextInt(9_000));
            Instant to = from.plusSeconds(1 + random.nextInt(12_000));
            var intervals = intervals(random, from.minusSeconds(random.nextInt(4_000)));
            Instant seen = to.minusSeconds(random.nextInt(600));
            var fresh = new ReadModel();
            commands.forEach(fresh.commands()::put);
            intervals.forEach(fresh::put);

            PlannedTime planned = fresh.commands().plan(from, to).of(LABELS);
            Figures figures = fresh.intervals().figures("vco-1", FacetKind.IPSEC, from, to, seen, planned);

            var naive = NaivePlannedTime.count(intervals, commands, LABELS, from, to, seen);
            assertThat(figures.planned()).as("seed %d", seed).isEqualTo(naive.planned());
            assertThat(figures.availabilityOutsidePlanned())
                    .as("seed %d", seed)
                    .isEqualTo(naive.availabilityOutsidePlanned());
        }
    }

    /** Contiguous intervals of all states, the last one open, as in the history topic. */
    private static List<Interval> intervals(SplittableRandom random, Instant from) {
        var records = RandomIntervals.of(random.nextLong(), "vco-1", 12);
        Duration shift = Duration.between(RandomIntervals.START, from);
        var states = new HashMap<String, FacetState>();
        var all = FacetState.values();
        return records.stream()
                .map(it -> Interval.newBuilder(it)
                        .setState(states.computeIfAbsent(it.getIntervalId(), id -> all[random.nextInt(all.length)]))
                        .setValidFrom(it.getValidFrom().plus(shift))
                        .setValidFromNotBefore(it.getValidFromNotBefore().plus(shift))
                        .setValidTo(
                                it.getValidTo() == null ? null : it.getValidTo().plus(shift))
                        .build())
                .toList();
    }

    @Test
    void shouldLeavePlannedTimeOutWhateverTheStateInIt() {
        model.commands().put(maintenance("m", 20, 40).build());
        model.put(interval(FacetState.UP, 0, 30));
        model.put(interval(FacetState.DOWN, 30, 50));
        model.put(interval(FacetState.UP, 50, 60));

        Figures figures = figures();

        assertThat(figures.availability()).hasValue(40 / 60.0);
        assertThat(figures.availabilityOutsidePlanned()).hasValue(30 / 40.0);
        assertThat(figures.planned()).isEqualTo(new PlannedFigures(20 * MINUTE, 0, 10 * MINUTE, 0, 10 * MINUTE));
    }

    @Test
    void shouldSayNothingAboutAWindowThatWasPlannedThroughout() {
        model.commands().put(maintenance("m", 0, 60).build());
        model.put(interval(FacetState.DOWN, 0, 60));

        assertThat(figures().availability()).hasValue(0);
        assertThat(figures().availabilityOutsidePlanned()).isEmpty();
    }

    @Test
    void shouldCountOverlappingMaintenanceOnce() {
        model.commands().put(maintenance("m", 10, 30).build());
        model.commands().put(maintenance("n", 20, 40).build());

        assertThat(plan().of(LABELS).millis()).isEqualTo(30 * MINUTE);
    }

    @Test
    void shouldCountACancelledMaintenanceUntilItsCancellation() {
        model.commands().put(maintenance("m", 10, 50).build());
        model.commands().put(cancel("m", 25));
        model.commands().put(maintenance("never", 55, 60).build());
        model.commands().put(cancel("never", 52));

        assertThat(plan().of(LABELS).millis()).isEqualTo(15 * MINUTE);
        assertThat(plan().of(LABELS).afterwardsMillis()).isZero();
    }

    /** The part that another maintenance had planned in time is not marked. */
    @Test
    void shouldMarkWhatWasEnteredAfterwards() {
        model.commands().put(maintenance("m", 10, 30).build());
        model.commands().put(maintenance("late", 20, 50).setAt(minute(45)).build());

        PlannedTime planned = plan().of(LABELS);

        assertThat(planned.millis()).isEqualTo(40 * MINUTE);
        assertThat(planned.afterwardsMillis()).isEqualTo(15 * MINUTE);
    }

    @ParameterizedTest
    @CsvSource({
        "account, acct, false, true, true",
        "vpn_gateway_id, vpn-a, false, true, true",
        "tag_env, test|dev, true, true, true",
        "tag_env, prod, false, true, false",
        "tag_env, prod, false, false, true",
        "tunnel_id, tun-1, false, true, false",
        "severity, critical, false, false, false",
        "alertname, ConnectionDown, false, true, false"
    })
    void shouldCoverWhatItsMatchersSelect(String name, String value, boolean isRegex, boolean isEqual, boolean covers) {
        model.commands()
                .put(maintenance("m", 0, 60)
                        .setMatchers(List.of(
                                new LabelMatcher("account", "acct", false, true),
                                new LabelMatcher(name, value, isRegex, isEqual)))
                        .build());

        var plan = plan();

        assertThat(plan.of(LABELS).millis()).isEqualTo(covers ? 60 * MINUTE : 0);
        assertThat(plan.counted()).hasSize(covers ? 1 : 0);
    }

    @Test
    void shouldCoverWhatLacksALabel() {
        model.commands()
                .put(maintenance("m", 0, 60)
                        .setMatchers(List.of(new LabelMatcher("tag_owner", "", false, true)))
                        .build());

        assertThat(plan().of(LABELS).millis()).isEqualTo(60 * MINUTE);
    }

    @Test
    void shouldNotCountASilenceNorARefusedMaintenance() {
        model.commands()
                .put(maintenance("s", 0, 60).setType(CommandType.SILENCE).build());
        model.commands().put(maintenance("r", 0, 60).setRefused("no").build());

        assertThat(plan().isEmpty()).isTrue();
    }

    /** Another writer's record; the API refuses such a rule, and the gate ignores it. */
    @Test
    void shouldNotCountARecurrenceThatMakesNoSense() {
        model.commands()
                .put(maintenance("m", 0, 60)
                        .setRecurrence(new Recurrence(List.of("CATURDAY"), "02:00", 60, "Europe/Berlin"))
                        .build());

        assertThat(plan().of(LABELS).millis()).isZero();
        assertThat(model.commands().inForce(FROM)).isZero();
    }

    private Figures figures() {
        return model.intervals().figures("vco-1", FacetKind.IPSEC, FROM, TO, TO, plan().of(LABELS));
    }

    private MaintenancePlan plan() {
        return model.commands().plan(FROM, TO);
    }

    private static Command.Builder maintenance(String id, int from, int until) {
        return Command.newBuilder()
                .setCommandId(id)
                .setType(CommandType.MAINTENANCE)
                .setBy("ann")
                .setReason("firmware")
                .setAt(FROM.minusSeconds(3_600))
                .setMatchers(List.of(new LabelMatcher("vpn_gateway_id", "vpn-a", false, true)))
                .setFrom(minute(from))
                .setUntil(minute(until));
    }

    private static Command cancel(String id, int at) {
        return Command.newBuilder()
                .setCommandId("end of " + id)
                .setType(CommandType.CANCEL)
                .setBy("ann")
                .setAt(minute(at))
                .setCancels(id)
                .build();
    }

    private static Interval interval(FacetState state, int from, int to) {
        return Interval.newBuilder(RandomIntervals.of(1, "vco-1", 1).get(0))
                .setIntervalId("vco-1/" + from)
                .setState(state)
                .setValidFrom(minute(from))
                .setValidFromNotBefore(minute(from))
                .setValidTo(minute(to))
                .build();
    }

    private static Instant minute(int minute) {
        return FROM.plus(Duration.ofMinutes(minute));
    }
}
