package io.tunnelwatch.sink.commands;

import io.tunnelwatch.v1.Command;
import java.util.concurrent.CompletionStage;

/** The place where commands are kept. */
public interface CommandLog extends AutoCloseable {
    /** Writes a command under its key; complete once it is durable. Never blocks the caller. */
    CompletionStage<Void> write(Command command);

    @Override
    void close();
}
