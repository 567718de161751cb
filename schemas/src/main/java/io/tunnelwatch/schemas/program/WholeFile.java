package io.tunnelwatch.schemas.program;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A file that is under its name only when it is whole: written beside its place, forced to the disk, moved, and its directory
 * forced. Whoever is killed at any moment, or loses power, leaves either what was there before or all that is new.
 */
public final class WholeFile {
    private static final String UNFINISHED = ".unfinished";

    /** As many links as Linux follows. */
    private static final int LINKS = 40;

    private final Disk disk;
    private final boolean isPrivate;

    WholeFile(Disk disk, boolean isPrivate) {
        this.disk = disk;
        this.isPrivate = isPrivate;
    }

    /** What is written. */
    @FunctionalInterface
    public interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** For those to read that the process's umask lets read. */
    public static void write(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
                content.writeTo(out); // a pipe is read while it is written, and must stay one
            }
            return;
        }
        new WholeFile(Disk.REAL, false).replace(file, content);
    }

    /** For its owner only (mode 0600). One process at a time writes it. */
    public static void writePrivately(Path file, Content content) throws IOException {
        new WholeFile(Disk.REAL, true).replace(file, content);
    }

    /** The same, of a short text. */
    public static void writePrivately(Path file, String text) throws IOException {
        writePrivately(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The same, of a file that several processes may be about to make; the first one's stays.
     *
     * @throws java.nio.file.FileAlreadyExistsException when it is there
     */
    public static void createPrivately(Path file, Content content) throws IOException {
        new WholeFile(Disk.REAL, true).create(file, content);
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

    /** How a file gets its name. */
    private interface Naming {
        void name(Path from, Path to) throws IOException;
    }

    private void beside(Path whole, Content content, Naming naming) throws IOException {
        // Two at once must not write into each other's.
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

    /** What earlier processes were killed over. */
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

    /** A link stays one, whether there is something at its end or not. */
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
