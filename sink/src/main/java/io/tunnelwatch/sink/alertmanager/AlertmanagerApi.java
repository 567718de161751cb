package io.tunnelwatch.sink.alertmanager;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.commands.Caller;
import io.tunnelwatch.sink.commands.CommandDesk;
import io.tunnelwatch.sink.commands.CommandParser;
import io.tunnelwatch.sink.commands.CommandRefusal;
import io.tunnelwatch.sink.model.CommandState;
import io.tunnelwatch.sink.model.ReadModel;
import io.tunnelwatch.v1.Command;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.eclipse.jetty.util.Fields;

/** Answers the requests of Alertmanager's clients. */
public final class AlertmanagerApi {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ROOT = "/api/v2/";
    private static final String ONE_SILENCE = "silence/";

    /** Clients choose their dialect by the version, and know the names of Alertmanager's own. */
    private static final String SPOKEN_VERSION = "0.25.0";

    private final ReadModel model;
    private final CommandDesk desk;
    private final Clock clock;
    private final Instant began;
    private final AlertViews alerts;
    private final SilenceViews silences;

    public AlertmanagerApi(ReadModel model, CommandDesk desk, Clock clock) {
        this.model = model;
        this.desk = desk;
        this.clock = clock;
        this.began = clock.instant();
        this.alerts = new AlertViews(model);
        this.silences = new SilenceViews(model);
    }

    public static boolean answers(String path) {
        return path.startsWith(ROOT);
    }

    public Reply reply(String path, Fields query) {
        if (!model.isCaughtUp()) {
            return Reply.busy("The sink is still reading its topics.");
        }
        Instant now = clock.instant();
        String what = path.substring(ROOT.length());
        try {
            return switch (what) {
                case "alerts" -> Reply.json(200, alerts.alerts(AlertQuery.of(query), now));
                case "alerts/groups" -> Reply.json(200, alerts.groups(AlertQuery.of(query), now));
                case "silences" -> Reply.json(200, silences.silences(AlertQuery.filter(query), now));
                case "receivers" -> Reply.json(200, alerts.receivers());
                case "status" -> Reply.json(200, status());
                default -> what.startsWith(ONE_SILENCE) ? silence(id(path), now) : error(404, "nothing is here");
            };
        } catch (OperatorException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
    }

    private Reply silence(String id, Instant now) {
        return silences.find(id, now)
                .map(it -> Reply.json(200, silences.silence(it)))
                .orElseGet(() -> error(404, "silence not found"));
    }

    private static String id(String path) {
        return path.substring((ROOT + ONE_SILENCE).length());
    }

    private ObjectNode status() {
        var node = JSON.createObjectNode();
        node.putObject("cluster").put("status", "disabled").put("name", "").putArray("peers");
        node.putObject("config").put("original", "");
        node.put("uptime", began.toString());
        node.putObject("versionInfo")
                .put("version", SPOKEN_VERSION)
                .put("revision", "tunnelwatch")
                .put("branch", "")
                .put("buildUser", "")
                .put("buildDate", "")
                .put("goVersion", "");
        return node;
    }

    /** Creates a silence; with the id of one, it replaces that one under a new id, as Alertmanager does. */
    public CompletionStage<Reply> post(byte[] body, Caller caller) {
        Instant now = desk.now();
        return answered(() -> {
            var former = desk.readOrRefuse(() -> former(body, now), caller);
            return accept(() -> PostedSilence.command(body, former, caller, now), caller)
                    .thenCompose(it -> former.filter(old -> old.phase().compareTo(CommandState.Phase.ENDED) < 0)
                            .map(old ->
                                    cancel(old.command().getCommandId(), caller).thenApply(unused -> it))
                            .orElseGet(() -> CompletableFuture.completedFuture(it)))
                    .thenApply(it -> Reply.json(200, JSON.createObjectNode().put("silenceID", it.getCommandId())));
        });
    }

    private Optional<CommandState> former(byte[] body, Instant now) {
        return PostedSilence.formerId(body).map(id -> silences.find(id, now)
                .orElseThrow(() -> new CommandRefusal(404, "The silence to replace is not known.")));
    }

    /** Ends a silence. */
    public CompletionStage<Reply> delete(String path, Caller caller) {
        return answered(() ->
                cancel(id(path), caller).thenApply(it -> new Reply(200, "application/json", "no-store", new byte[0])));
    }

    private CompletionStage<Command> cancel(String id, Caller caller) {
        return accept(() -> CommandParser.read(PostedSilence.cancellation(id), caller.name(), desk.now()), caller);
    }

    private CompletionStage<Command> accept(Supplier<Command> source, Caller caller) {
        return desk.accept(source, caller).thenApply(CommandDesk.Accepted::command);
    }

    private CompletionStage<Reply> answered(Supplier<CompletionStage<Reply>> work) {
        if (!model.isCaughtUp()) {
            return CompletableFuture.completedFuture(Reply.busy("The sink is still reading its topics."));
        }
        try {
            return work.get().exceptionally(CommandDesk::unwritten);
        } catch (CommandRefusal e) {
            return CompletableFuture.completedFuture(error(e.status(), String.valueOf(e.getMessage())));
        }
    }

    /** Alertmanager's errors are a JSON text. */
    private static Reply error(int status, String message) {
        return new Reply(
                status,
                "application/json",
                "no-store",
                TextNode.valueOf(message).toString().getBytes(StandardCharsets.UTF_8));
    }
}
