package io.tunnelwatch.runtime;

import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A running part of Tunnelwatch: ingest, processor or sink. */
public interface Program extends AutoCloseable {
    /** The name, one word, as on the command line. */
    String name();

    /** The current health. Cheap, and safe to call from any thread. */
    Health health();

    /** Names of the topics that it cannot go on without now; one that it deletes itself is not among them. */
    default Set<String> topics() {
        return Set.of();
    }

    /** Completes with null once closed, exceptionally when the program cannot go on and the process should end. */
    CompletableFuture<Void> ended();

    /** Stops within five seconds; the next start repeats whatever was not committed by then. Safe to call twice. */
    @Override
    void close();
}
