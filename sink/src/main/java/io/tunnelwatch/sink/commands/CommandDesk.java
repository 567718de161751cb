package io.tunnelwatch.sink.commands;

import io.tunnelwatch.runtime.PrintableText;
import io.tunnelwatch.sink.api.CommandViews;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.model.CommandState;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.Command;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Accepts or refuses commands. A command is accepted once the broker has it. */
public final class CommandDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CommandDesk.class);

    /** Every alert is matched with each of them; more come from a program that has gone wild. */
    private static final int MOST_IN_FORCE = 10_000;

    /**
     * Sum of the sizes of all their matchers, some 70 bytes each: 35 MB in the page, and as much in the notifier, which reads them
     * again at each start.
     */
    private static final long LARGEST_MATCHERS = 500_000;

    private final ReadModel model;
    private final CommandLog log;
    private final RefusalAudit audit;
    private final Permissions permissions;
    private final CommandViews views;
    private final Clock clock;

    /** Commands that are being written, by id: the same one may arrive twice at once. */
    private final Map<String, CompletableFuture<Command>> underWay = new ConcurrentHashMap<>();

    public CommandDesk(ReadModel model, CommandLog log, RefusalAudit audit, Clock clock) {
        this.model = model;
        this.log = log;
        this.audit = audit;
        this.permissions = new Permissions(model);
        this.views = new CommandViews(model);
        this.clock = clock;
    }

    /** The time that a command given now carries. */
    public Instant now() {
        return clock.instant();
    }

    /** A command that is in the topic, and whether this request has put it there. */
    public record Accepted(Command command, boolean isNew) {}

    /** Answers the body of a request. */
    public CompletionStage<Reply> reply(byte[] body, Caller caller) {
        if (!model.isCaughtUp()) {
            return CompletableFuture.completedFuture(
                    Reply.busy("The sink is still reading its topics, and cannot tell whether it knows this command."));
        }
        Instant now = clock.instant();
        try {
            return accept(() -> CommandParser.read(body, caller.name(), now), caller)
                    .thenApply(it -> Reply.json(it.isNew() ? 201 : 200, views.newest(it.command(), clock.instant())))
                    .exceptionally(CommandDesk::unwritten);
        } catch (CommandRefusal e) {
            return CompletableFuture.completedFuture(e.reply());
        }
    }

    /** The answer when the broker did not take a command: its fate is unknown. */
    public static Reply unwritten(Throwable failure) {
        LOG.atError().setCause(failure).log("A command could not be written to its topic");
        return Reply.busy("The command could not be written: the broker or the schema registry does not answer. Send it"
                + " again with the same id; that has no second effect.");
    }

    /**
     * Accepts a command unless it is there already.
     *
     * @param source reads the command; throws a refusal if it breaks a rule
     * @throws CommandRefusal if the command is refused, after that has been recorded
     */
    public CompletionStage<Accepted> accept(Supplier<Command> source, Caller caller) {
        Optional<Command> command = Optional.empty();
        try {
            command = Optional.of(read(source, caller));
            return accept(command.get(), caller);
        } catch (CommandRefusal e) {
            audit.refused(command, caller.name(), String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** Reads other parts of a request, such as the silence to replace; a refusal is recorded. */
    public <T> T readOrRefuse(Supplier<T> source, Caller caller) {
        try {
            return read(source, caller);
        } catch (CommandRefusal e) {
            audit.refused(Optional.empty(), caller.name(), String.valueOf(e.getMessage()));
            throw e;
        }
    }

    /** A caller who may not command is told so first, however wrong his command is. */
    private static <T> T read(Supplier<T> source, Caller caller) {
        try {
            return source.get();
        } catch (CommandRefusal e) {
            throw Permissions.withoutRole(caller)
                    .map(it -> new CommandRefusal(403, it))
                    .orElse(e);
        }
    }

    private CompletionStage<Accepted> accept(Command command, Caller caller) {
        Permissions.withoutRole(caller)
                .or(() -> permissions.beyondLimits(command, caller))
                .ifPresent(it -> {
                    throw new CommandRefusal(403, it);
                });
        var known = model.commands().find(command.getCommandId());
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(new Accepted(known.get(), false));
        }
        requireLiveSubject(command);
        return write(command);
    }

    /** A command about something that is over, or that nobody knows, is a mistake that its sender should hear of. */
    private void requireLiveSubject(Command it) {
        if (it.getCancels() == null) {
            requireRoom(it.getAt());
        }
        if (it.getFingerprint() != null) {
            Alert alert = model.alert(it.getFingerprint())
                    .orElseThrow(() -> new CommandRefusal(
                            404, "No alert has this fingerprint; GET /api/v1/alerts lists the active ones."));
            if (!alert.getActive()) {
                throw new CommandRefusal(409, "The alert has resolved: there is nothing to acknowledge.");
            }
        }
        if (it.getCancels() != null) {
            var state = model.commands()
                    .state(it.getCancels(), it.getAt())
                    .orElseThrow(
                            () -> new CommandRefusal(404, "No command has this id; GET /api/v1/commands lists them."));
            if (state.phase().compareTo(CommandState.Phase.ENDED) >= 0) {
                throw new CommandRefusal(409, "The command is over: there is nothing to end.");
            }
        }
    }

    private void requireRoom(Instant now) {
        if (model.commands().inForce(now) >= MOST_IN_FORCE) {
            throw new CommandRefusal(
                    409, "More than " + MOST_IN_FORCE + " commands are in force: end those that nobody needs.");
        }
        if (model.commands().sizeInForce(now) >= LARGEST_MATCHERS) {
            throw new CommandRefusal(
                    409,
                    "The matchers of the commands in force are too large: end commands that nobody needs, or use"
                            + " shorter expressions.");
        }
    }

    private CompletionStage<Accepted> write(Command command) {
        String id = command.getCommandId();
        var own = new CompletableFuture<Command>();
        var other = underWay.putIfAbsent(id, own);
        if (other != null) {
            return other.thenApply(it -> new Accepted(it, false));
        }
        var known = model.commands().find(id);
        if (known.isPresent()) {
            finish(id, own, known.get(), null);
            return own.thenApply(it -> new Accepted(it, false));
        }
        log.write(command).whenComplete((written, failure) -> {
            if (failure == null) {
                // The answer must be true at once, before the record has come back from the topic.
                model.commands().putWritten(command);
                report(command);
            }
            finish(id, own, command, failure);
        });
        return own.thenApply(it -> new Accepted(it, true));
    }

    private void finish(String id, CompletableFuture<Command> own, Command command, @Nullable Throwable failure) {
        underWay.remove(id);
        if (failure == null) {
            own.complete(command);
        } else {
            own.completeExceptionally(failure);
        }
    }

    private static void report(Command it) {
        LOG.atInfo()
                .addKeyValue("command", it.getCommandId())
                .addKeyValue("type", it.getType())
                .addKeyValue("by", PrintableText.value(it.getBy()))
                .log("A command was accepted");
    }
}
