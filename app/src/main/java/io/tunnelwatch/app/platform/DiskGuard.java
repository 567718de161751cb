package io.tunnelwatch.app.platform;

import io.tunnelwatch.schemas.program.OperatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stops the broker cleanly before the disk is full; Kafka itself would halt the process in the middle of things. */
final class DiskGuard implements AutoCloseable {
    /** Room for what is in flight, an open segment and a clean stop. */
    private static final long FLOOR_BYTES = 256L << 20;

    private static final long LOOK_EVERY_SECONDS = 5;

    private final Path directory;
    private final CompletableFuture<Void> ended;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "disk-guard");
        thread.setDaemon(true);
        return thread;
    });

    DiskGuard(Path directory, CompletableFuture<Void> ended) {
        this.directory = directory;
        this.ended = ended;
    }

    static void refuseWhenLow(Path directory) {
        long free = freeBytes(directory);
        if (free < FLOOR_BYTES) {
            throw new OperatorException("Only " + (free >> 20) + " MB are free for " + directory + ", and "
                    + (FLOOR_BYTES >> 20) + " are needed: make room, or choose another --data-dir.");
        }
    }

    void start() {
        watch.scheduleWithFixedDelay(this::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            refuseWhenLow(directory);
        } catch (OperatorException e) {
            ended.completeExceptionally(e);
        }
    }

    private static long freeBytes(Path directory) {
        try {
            Path existing = directory;
            while (Files.notExists(existing)) {
                existing = java.util.Objects.requireNonNull(existing.getParent());
            }
            return Files.getFileStore(existing).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
