package io.tunnelwatch.runtime.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Writes a file atomically: beside its place, forced to disk, moved, and its directory forced. A kill or a power cut at any
 * moment leaves either the old content or all of the new.
 */
public final class AtomicFile {
    private static final String UNFINISHED = ".unfinished";

    /** The number of links that Linux follows. */
    private static final int LINKS = 40;

    private final Disk disk;
    private final boolean isPrivate;

    AtomicFile(Disk disk, boolean isPrivate) {
        this.disk = disk;
        this.isPrivate = isPrivate;
    }

    /** The content to write. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes a file with the permissions that the process's umask gives. */
    public static void write(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
                content.writeTo(out); // a pipe is read while it is written, and must remain a pipe
            }
            return;
        }
        new AtomicFile(Disk.REAL, false).replace(file, content);
    }

    /** Writes a file that only its owner may read (mode 0600). One process at a time may write it. */
    public static void writePrivately(Path file, Content content) throws IOException {
        new AtomicFile(Disk.REAL, true).replace(file, content);
    }

    /** The same, for a short text. */
    public static void writePrivately(Path file, String text) throws IOException {
        writePrivately(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The same, for a file that several processes may create at once; the first one's file stays.
     *
     * @throws java.nio.file.FileAlreadyExistsException if the file exists
     */
    public static void createPrivately(Path file, Content content) throws IOException {
        new AtomicFile(Disk.REAL, true).create(file, content);
    }

    void replace(Path file, Content content) throws IOException {
        Path whole = target(file);
        if (isPrivate) {
            removeLeftovers(whole);
        }
        beside(whole, content, disk::move);
    }

    private void create(Path file, Content content) throws IOException {
        beside(file, content, disk::link);
    }

    /** Gives the finished file its name. */
    private interface Naming {
        void name(Path from, Path to) throws IOException;
    }

    private void beside(Path whole, Content content, Naming naming) throws IOException {
        // Two processes at once must not write into the same file.
        Path unfinished =
                whole.resolveSibling(prefix(whole) + ProcessHandle.current().pid() + UNFINISHED);
        try {
            disk.delete(unfinished);
            fill(unfinished, content);
            naming.name(unfinished, whole);
        } finally {
            disk.delete(unfinished);
        }
        disk.forceDirectory(directory(whole));
    }

    private void fill(Path file, Content content) throws IOException {
        try (var channel = disk.create(file, isPrivate)) {
            var out = new BufferedOutputStream(disk.into(channel));
            content.writeTo(out);
            out.flush();
            disk.force(channel);
        }
    }

    /** Deletes the unfinished files of processes that were killed. */
    private void removeLeftovers(Path whole) throws IOException {
        try (var siblings = Files.newDirectoryStream(
                directory(whole),
                it -> it.getFileName().toString().startsWith(prefix(whole))
                        && it.getFileName().toString().endsWith(UNFINISHED))) {
            for (Path leftover : siblings) {
                disk.delete(leftover);
            }
        }
    }

    private static Path directory(Path whole) {
        return Objects.requireNonNull(whole.toAbsolutePath().getParent());
    }

    private static String prefix(Path whole) {
        return whole.getFileName() + ".";
    }

    /** The target of a symbolic link, existing or not, so that the link itself stays. */
    private static Path target(Path file) throws IOException {
        Path target = file;
        for (int followed = 0; Files.isSymbolicLink(target); followed++) {
            if (followed == LINKS) {
                throw new FileSystemLoopException(file.toString());
            }
            target = target.resolveSibling(Files.readSymbolicLink(target));
        }
        return target;
    }
}
