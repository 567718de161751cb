package io.tunnelwatch.app;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that is under its name only when it is whole. */
final class WholeFile {
    private WholeFile() {}

    /** What is written. */
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    /** Beside its place first, so that whoever is stopped half-way leaves what was there before. */
    static void write(Path file, Content content) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            writeTo(file, content); // a pipe is read while it is written, and must stay one
            return;
        }
        Path whole = target(file);
        // Two at once must not write into each other's.
        Path unfinished = whole.resolveSibling(
                whole.getFileName() + "." + ProcessHandle.current().pid() + ".unfinished");
        try {
            writeTo(unfinished, content);
            Files.move(unfinished, whole, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }

    /** A link stays one, whether there is something at its end or not. */
    private static Path target(Path file) throws IOException {
        return Files.isSymbolicLink(file) ? target(file.resolveSibling(Files.readSymbolicLink(file))) : file;
    }

    private static void writeTo(Path file, Content content) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file))) {
            content.writeTo(out);
        }
    }
}
