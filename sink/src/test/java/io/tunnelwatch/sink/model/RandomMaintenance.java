package io.tunnelwatch.sink.model;

import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.LabelMatcher;
import io.tunnelwatch.v1.Recurrence;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Maintenance about one night: once or returning, entered before or afterwards, cancelled or not. */
final class RandomMaintenance {
    private static final List<String> ZONES = List.of("Europe/Berlin", "America/New_York", "Asia/Shanghai", "UTC");

    private RandomMaintenance() {}

    static List<Command> of(SplittableRandom random, Instant night) {
        var commands = new ArrayList<Command>();
        int count = random.nextInt(4);
        if (random.nextBoolean()) {
            commands.add(nightly(random, night));
        }
        for (int i = 0; i < count; i++) {
            Command one = one(random, night, "m" + i);
            commands.add(one);
            if (random.nextInt(3) == 0) {
                commands.add(Command.newBuilder()
                        .setCommandId("end of m" + i)
                        .setType(CommandType.CANCEL)
                        .setBy("ann")
                        .setAt(one.getAt().plusSeconds(random.nextInt(30_000)))
                        .setCancels("m" + i)
                        .build());
            }
        }
        return commands;
    }

    /** Returns in the hour in which Berlin sets its clocks. */
    private static Command nightly(SplittableRandom random, Instant night) {
        return Command.newBuilder(one(random, night, "nightly"))
                .setType(CommandType.MAINTENANCE)
                .setMatchers(List.of(new LabelMatcher("tag_env", "test", false, true)))
                .setFrom(night.minusSeconds(1_000_000))
                .setUntil(night.plusSeconds(1_000_000))
                .setRecurrence(new Recurrence(List.of(), "02:" + (10 + random.nextInt(50)), 30, "Europe/Berlin"))
                .build();
    }

    private static Command one(SplittableRandom random, Instant night, String id) {
        boolean isReturning = random.nextBoolean();
        Instant from = night.plusSeconds(random.nextInt(25_000)).minusSeconds(isReturning ? 1_000_000 : 5_000);
        boolean isSelecting = random.nextInt(4) > 0;
        var it = Command.newBuilder()
                .setCommandId(id)
                .setType(random.nextInt(6) == 0 ? CommandType.SILENCE : CommandType.MAINTENANCE)
                .setBy("ann")
                .setAt(night.plusSeconds(random.nextInt(40_000) - 20_000))
                .setMatchers(List.of(new LabelMatcher(
                        random.nextBoolean() ? "tag_env" : "vpn_gateway_id",
                        isSelecting ? "test|vpn-a" : "prod",
                        true,
                        true)))
                .setFrom(random.nextInt(4) == 0 ? null : from)
                .setUntil(from.plusSeconds(isReturning ? 900_000 + random.nextInt(300_000) : random.nextInt(12_000)));
        if (isReturning) {
            it.setRecurrence(recurrence(random));
        }
        return it.build();
    }

    private static Recurrence recurrence(SplittableRandom random) {
        List<String> days = random.nextBoolean()
                ? List.of()
                : List.of(
                        DayOfWeek.of(1 + random.nextInt(7)).name(),
                        DayOfWeek.of(1 + random.nextInt(7)).name());
        // Clocks are set between two and three.
        int hour = random.nextBoolean() ? 2 : random.nextInt(5);
        String start = LocalTime.of(hour, random.nextInt(60)).toString();
        // Some overlap themselves on the next day.
        int minutes = random.nextInt(5) == 0 ? 1_440 : 1 + random.nextInt(200);
        return new Recurrence(days, start, minutes, ZONES.get(random.nextInt(ZONES.size())));
    }
}
