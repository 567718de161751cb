package io.tunnelwatch.sink.commands;

import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records refused commands in the topic and in the log: a few at once, then one every six seconds, so that a flood fills
 * neither. The rest is counted in the next line.
 */
public final class RefusalAudit {
    private static final Logger LOG = LoggerFactory.getLogger(RefusalAudit.class);
    private static final int AT_ONCE = 10;
    private static final Duration BETWEEN = Duration.ofSeconds(6);

    private final CommandLog log;
    private final Clock clock;
    private final LongSupplier nanos;
    private long budget;
    private long refilled;
    private long omitted;

    /** @param nanos a monotonic clock, such as {@link System#nanoTime()} */
    public RefusalAudit(CommandLog log, Clock clock, LongSupplier nanos) {
        this.log = log;
        this.clock = clock;
        this.nanos = nanos;
        this.budget = AT_ONCE;
        this.refilled = nanos.getAsLong();
    }

    /** Records a request that was refused before its command was read. */
    public void refused(String by, String why) {
        refused(Optional.empty(), by, why);
    }

    void refused(Optional<Command> command, String by, String why) {
        var left = take();
        if (left.isEmpty()) {
            return;
        }
        String shown = PrintableText.sentence(why);
        LOG.atWarn()
                .addKeyValue("by", PrintableText.value(by))
                .addKeyValue("type", command.map(Command::getType).orElse(CommandType.UNKNOWN))
                .addKeyValue("omitted", left.get())
                .log("A command was refused: {}", shown);
        var record = command.map(Command::newBuilder).orElseGet(this::unread);
        log.write(record.setBy(by).setRefused(shown).build()).whenComplete((written, failure) -> {
            if (failure != null) {
                LOG.atWarn()
                        .addKeyValue("error", failure.getMessage())
                        .log("The refusal could not be written to the audit");
            }
        });
    }

    private Command.Builder unread() {
        return Command.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setType(CommandType.UNKNOWN)
                .setAt(clock.instant());
    }

    /** Number of refusals omitted since the last one that was recorded; empty if this one is to be omitted, too. */
    private synchronized Optional<Long> take() {
        long due = (nanos.getAsLong() - refilled) / BETWEEN.toNanos();
        refilled += due * BETWEEN.toNanos();
        budget = Math.min(AT_ONCE, budget + due);
        if (budget == 0) {
            omitted++;
            return Optional.empty();
        }
        budget--;
        long before = omitted;
        omitted = 0;
        return Optional.of(before);
    }
}
