package io.tunnelwatch.sink.commands;

import io.tunnelwatch.runtime.CautiousClock;
import io.tunnelwatch.sink.model.ReadModel;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The clock for the time of commands. It ignores a forward step of the wall clock, which would end other commands too early. It
 * is never behind the newest judged scan: after the machine has slept, a new command would otherwise be over already.
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
