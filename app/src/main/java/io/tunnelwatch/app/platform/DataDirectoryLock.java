package io.tunnelwatch.app.platform;

import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.files.PrivateDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Locks a directory against a second process and keeps other users out of it. The operating system releases the lock when the
 * process dies, however it dies.
 */
public final class DataDirectoryLock implements AutoCloseable {
    private final FileChannel channel;

    private DataDirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Takes the lock; creates the directory if it does not exist. */
    public static DataDirectoryLock acquire(Path directory) {
        try {
            PrivateDirectory.make(directory);
            var channel = FileChannel.open(
                    directory.resolve("in-use.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(channel)) {
                channel.close();
                throw new OperatorException("Data directory " + directory
                        + " is in use by another tunnelwatch: stop that one, or choose another with --data-dir.");
            }
            return new DataDirectoryLock(channel);
        } catch (IOException e) {
            throw new OperatorException(
                    "Data directory " + directory + " cannot be written (" + e.getMessage()
                            + "): correct its permissions, or choose another with --data-dir.",
                    e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
