package io.tunnelwatch.ingest.publisher;

/** Another process writes for these targets now, and this one must not. */
public final class FencedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FencedException(int shard, Throwable cause) {
        super(
                "Another ingest process has taken over shard " + shard
                        + ": two with the same targets cannot run side by side; stop one.",
                cause);
    }
}
