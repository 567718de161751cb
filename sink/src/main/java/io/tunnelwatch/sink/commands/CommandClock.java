package io.tunnelwatch.sink.commands;

import io.tunnelwatch.runtime.CautiousClock;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock whose time commands carry. The gate takes the time of a command for the present, so a clock that was set forward
 * must not end other answers early. A time up to which a target was scanned and judged is past on any clock, so this clock
 * follows it: after a sleep of the machine, new answers would otherwise be over as soon as they are given.
 */
public final class CommandClock extends Clock {
    private final ReadModel model;
    private final Clock wall;
    private final Clock cautious;

    public CommandClock(ReadModel model) {
        this(model, Clock.systemUTC(), new CautiousClock());
    }

    CommandClock(ReadModel model, Clock wall, Clock cautious) {
        this.model = model;
        this.wall = wall;
        this.cautious = cautious;
    }

    @Override
    public Instant instant() {
        Instant now = cautious.instant();
        return model.latestComplete(wall.instant()).filter(now::isBefore).orElse(now);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
