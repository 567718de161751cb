package io.tunnelwatch.schemas.program;

import java.util.concurrent.CompletableFuture;

/** A running part of Tunnelwatch: ingest, processor or sink. */
public interface Program extends AutoCloseable {
    /** One word, as on the command line. */
    String name();

    /** Cheap, and safe from any thread. */
    Health health();

    /** Completes with null once closed, exceptionally when the program cannot go on and the process should end. */
    CompletableFuture<Void> ended();

    /** Stops within five seconds; what is not committed by then is done again by the next start. Safe to call twice. */
    @Override
    void close();
}
