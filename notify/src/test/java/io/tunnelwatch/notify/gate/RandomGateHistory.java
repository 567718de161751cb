package io.tunnelwatch.notify.gate;

import static io.tunnelwatch.notify.gate.GateInputs.START;

import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.AlertSeverity;
import io.tunnelwatch.v1.AlertStatus;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.Recurrence;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Alerts that live as the detector makes them live, commands of all kinds, ticks, and clocks that do not agree. */
final class RandomGateHistory {
    private static final List<String> FINGERPRINTS = List.of("a", "b", "g");
    private static final List<String> ZONES = List.of("UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York");
    private static final List<String> STARTS = List.of("00:00", "02:00", "02:30", "22:00");

    /** Days on which clocks are set in Berlin and New York are among those that follow. */
    private static final List<Instant> BEGINNINGS = List.of(
            START,
            Instant.parse("2026-03-28T20:00:00Z"),
            Instant.parse("2026-03-08T03:00:00Z"),
            Instant.parse("2026-10-24T20:00:00Z"));

    private final SplittableRandom random;
    private final List<Object> inputs = new ArrayList<>();
    private final Map<String, Alert> latest = new HashMap<>();
    private final Map<String, Boolean> wasFree = new HashMap<>();
    private final List<Command> commands = new ArrayList<>();
    private Instant time;
    private long scan;

    private RandomGateHistory(SplittableRandom random) {
        this.random = random;
        this.time = BEGINNINGS.get(random.nextInt(BEGINNINGS.size()));
    }

    /** Inputs: alerts, commands, and instants, which are ticks. */
    static List<Object> of(SplittableRandom random) {
        return new RandomGateHistory(random).make();
    }

    private List<Object> make() {
        if (random.nextInt(10) > 0) {
            inputs.add(time.minusSeconds(10));
            inputs.add(time.minusSeconds(5));
        }
        int length = 5 + random.nextInt(45);
        for (int i = 0; i < length; i++) {
            pass();
            int kind = random.nextInt(100);
            inputs.add(kind < 45 ? step() : kind < 75 ? command() : skewed());
        }
        return inputs;
    }

    private void pass() {
        int kind = random.nextInt(20);
        Duration by = kind < 12
                ? Duration.ofSeconds(random.nextInt(120))
                : kind < 17
                        ? Duration.ofMinutes(random.nextInt(30))
                        : kind < 19 ? Duration.ofMinutes(random.nextInt(300)) : Duration.ofHours(random.nextInt(40));
        time = time.plus(by);
    }

    /** The writers' clocks differ by seconds, and rarely by more. */
    private Instant skewed() {
        return switch (random.nextInt(10)) {
            case 0 -> time.minusSeconds(random.nextInt(600));
            case 1 -> time.plusSeconds(random.nextInt(60));
            default -> time;
        };
    }

    private Object step() {
        if (!latest.isEmpty() && random.nextInt(12) == 0) {
            var earlier = inputs.stream().filter(it -> it instanceof Alert).toList();
            return earlier.get(random.nextInt(earlier.size()));
        }
        String fingerprint = FINGERPRINTS.get(random.nextInt(FINGERPRINTS.size()));
        Alert before = latest.get(fingerprint);
        boolean isActive = before != null && before.getActive();
        AlertStatus status = before != null && isActive ? next(before.getStatus()) : first();
        boolean stays = status != AlertStatus.RESOLVED && (status != AlertStatus.FLAP_END || random.nextBoolean());
        Alert it = GateInputs.alert(fingerprint, status, stays, severity(before, isActive), ++scan, skewed());
        it.setMembers(members(fingerprint, before, isActive));
        it.setInhibitedBy(inhibitor(fingerprint, before, isActive, stays));
        latest.put(fingerprint, it);
        return it;
    }

    /** A log that was cut may begin in the middle of an alert's life. */
    private AlertStatus first() {
        return switch (random.nextInt(12)) {
            case 0 -> AlertStatus.UPDATED;
            case 1 -> AlertStatus.FLAPPING;
            case 2 -> AlertStatus.RESOLVED;
            default -> AlertStatus.FIRING;
        };
    }

    private AlertStatus next(AlertStatus before) {
        boolean flaps = before == AlertStatus.FLAPPING || before == AlertStatus.DOWN_WHILE_FLAPPING;
        if (flaps) {
            return random.nextInt(3) == 0 ? AlertStatus.DOWN_WHILE_FLAPPING : AlertStatus.FLAP_END;
        }
        return switch (random.nextInt(8)) {
            case 0 -> AlertStatus.FLAPPING;
            case 1, 2, 3 -> AlertStatus.RESOLVED;
            default -> AlertStatus.UPDATED;
        };
    }

    private AlertSeverity severity(@Nullable Alert before, boolean isActive) {
        return before != null && isActive && random.nextInt(3) > 0
                ? before.getSeverity()
                : List.of(AlertSeverity.INFO, AlertSeverity.WARNING, AlertSeverity.CRITICAL)
                        .get(random.nextInt(3));
    }

    private List<String> members(String fingerprint, @Nullable Alert before, boolean isActive) {
        if (!fingerprint.equals("g")) {
            return List.of();
        }
        return before != null && isActive && random.nextInt(3) > 0
                ? before.getMembers()
                : List.of("x", "y", "z").subList(0, 1 + random.nextInt(3));
    }

    /** An end is inhibited only if the alert always was. */
    private @Nullable String inhibitor(String fingerprint, @Nullable Alert before, boolean isActive, boolean stays) {
        String last = before == null || !isActive ? null : before.getInhibitedBy();
        if (!stays) {
            return isActive && !wasFree.getOrDefault(fingerprint, false) ? last : null;
        }
        boolean changes = random.nextInt(5) == 0;
        String by = fingerprint.equals("g") || (changes == (last != null)) ? null : "g";
        wasFree.merge(fingerprint, by == null, (old, now) -> now || (isActive && old));
        return by;
    }

    private Object command() {
        if (!commands.isEmpty() && random.nextInt(10) == 0) {
            return commands.get(random.nextInt(commands.size()));
        }
        String id = "c" + commands.size();
        Instant at = skewed();
        Command it =
                switch (random.nextInt(10)) {
                    case 0, 1, 2 ->
                        GateInputs.acknowledge(id, fingerprint(), at, random.nextBoolean() ? null : later());
                    case 3, 4, 5 -> covering(id, CommandType.SILENCE, at);
                    case 6, 7 -> covering(id, CommandType.MAINTENANCE, at);
                    default -> GateInputs.cancel(id, "c" + random.nextInt(commands.size() + 3), at);
                };
        it.setRefused(random.nextInt(15) == 0 ? "not allowed" : null);
        commands.add(it);
        return it;
    }

    private String fingerprint() {
        return FINGERPRINTS.get(random.nextInt(FINGERPRINTS.size()));
    }

    private Instant later() {
        return time.plus(Duration.ofMinutes(random.nextInt(4) == 0 ? random.nextInt(3_000) : random.nextInt(90) - 5));
    }

    private Command covering(String id, CommandType type, Instant at) {
        @Nullable
        Instant from =
                switch (random.nextInt(4)) {
                    case 0 -> time.plusSeconds(random.nextInt(1_800));
                    case 1 -> time.minusSeconds(random.nextInt(1_800));
                    default -> null;
                };
        Command it = GateInputs.covering(id, type, random.nextInt(4) == 0 ? "*" : fingerprint(), at, from, later());
        if (type == CommandType.MAINTENANCE && random.nextInt(3) == 0) {
            it.setUntil(time.plus(Duration.ofDays(1 + random.nextInt(3))));
            it.setRecurrence(new Recurrence(
                    random.nextInt(3) == 0 ? List.of("SATURDAY", "SUNDAY", "MONDAY") : List.of(),
                    STARTS.get(random.nextInt(STARTS.size())),
                    1 + random.nextInt(24 * 60),
                    ZONES.get(random.nextInt(ZONES.size()))));
        }
        return it;
    }
}
