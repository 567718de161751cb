package io.tunnelwatch.sink.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file whose content is taken again when it has changed. What cannot be taken is said once, and what was taken last stays
 * in force: half a file, as it lies there while somebody writes it, must shut nobody out.
 */
final class Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Watched.class);

    private final Path file;
    private final Runnable take;
    private Optional<String> taken;
    private Optional<String> refused = Optional.empty();

    /**
     * Takes it for the first time.
     *
     * @param take throws what the operator has to mend
     */
    Watched(Path file, Runnable take) {
        this.file = file;
        this.take = take;
        this.taken = mark(file);
        take.run();
    }

    /** What is refused is tried again: its permissions can be mended without a trace in what it is known by. */
    synchronized void look() {
        var now = mark(file);
        if (now.equals(taken)) {
            return;
        }
        try {
            take.run();
            taken = now;
            LOG.info("{} has changed and is taken anew", file);
        } catch (RuntimeException e) {
            if (!now.equals(refused)) {
                LOG.warn("{} has changed and cannot be taken; what it said before holds. {}", file, e.getMessage());
            }
            refused = now;
        }
    }

    private static Optional<String> mark(Path file) {
        try {
            var it = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(it.lastModifiedTime() + " " + it.size() + " " + it.fileKey());
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
