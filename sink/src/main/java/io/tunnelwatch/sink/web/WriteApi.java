package io.tunnelwatch.sink.web;

import io.tunnelwatch.sink.alertmanager.AlertmanagerApi;
import io.tunnelwatch.sink.api.Reply;
import io.tunnelwatch.sink.commands.Caller;
import io.tunnelwatch.sink.commands.CommandDesk;
import io.tunnelwatch.sink.commands.RefusalAudit;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Answers the requests that change something. */
record WriteApi(CommandDesk desk, AlertmanagerApi alertmanager, RefusalAudit audit) {
    CompletionStage<Reply> reply(WriteRoute route, String path, byte[] body, Caller caller) {
        return switch (route) {
            case COMMANDS -> desk.reply(body, caller);
            case SILENCES -> alertmanager.post(body, caller);
            case SILENCE -> alertmanager.delete(path, caller);
        };
    }

    /** Records the refusal of a request whose command has not been read. */
    void refused(Optional<Caller> caller, Reply refusal) {
        audit.refused(caller.map(Caller::name).orElse(Caller.UNKNOWN_NAME), refusal.detail());
    }
}
