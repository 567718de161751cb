package io.tunnelwatch.app.platform;

import io.tunnelwatch.runtime.OperatorException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Stops the broker cleanly before the disk is full; Kafka itself would halt the process abruptly. */
final class DiskGuard implements AutoCloseable {
    private static final long LOOK_EVERY_SECONDS = 5;

    private final Path directory;
    private final long floorBytes;
    private final CompletableFuture<Void> ended;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "disk-guard");
        thread.setDaemon(true);
        return thread;
    });

    DiskGuard(Path directory, long floorBytes, CompletableFuture<Void> ended) {
        this.directory = directory;
        this.floorBytes = floorBytes;
        this.ended = ended;
    }

    void refuseWhenLow() {
        long free = freeBytes(directory);
        if (free < floorBytes) {
            throw new OperatorException("Only " + (free >> 20) + " MB are free for " + directory + ", and "
                    + (floorBytes >> 20)
                    + " are needed (setting disk.floor.bytes): make room, or choose another --data-dir.");
        }
    }

    void start() {
        watch.scheduleWithFixedDelay(this::check, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void check() {
        try {
            refuseWhenLow();
        } catch (OperatorException | UncheckedIOException e) {
            // A disk whose free space cannot be read counts as full.
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
