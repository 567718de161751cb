package io.tunnelwatch.sink.commands;

import io.tunnelwatch.v1.Command;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps commands in memory; it can be away, and it can take its time. */
public final class FakeCommandLog implements CommandLog {
    private final List<Command> written = new CopyOnWriteArrayList<>();
    private final List<CompletableFuture<Void>> held = new CopyOnWriteArrayList<>();
    private volatile boolean isAway;
    private volatile boolean isSlow;

    @Override
    public CompletionStage<Void> write(Command command) {
        if (isAway) {
            return CompletableFuture.failedFuture(new IllegalStateException("the broker is away"));
        }
        written.add(command);
        var answer = new CompletableFuture<Void>();
        if (isSlow) {
            held.add(answer);
        } else {
            answer.complete(null);
        }
        return answer;
    }

    public void goAway() {
        isAway = true;
    }

    public void comeBack() {
        isAway = false;
    }

    void holdAnswers() {
        isSlow = true;
    }

    void releaseAnswers() {
        held.forEach(it -> it.complete(null));
    }

    /** Commands with an effect, in the order in which they were written. */
    public List<Command> accepted() {
        return written.stream().filter(it -> it.getRefused() == null).toList();
    }

    public List<Command> refused() {
        return written.stream().filter(it -> it.getRefused() != null).toList();
    }

    @Override
    public void close() {}
}
