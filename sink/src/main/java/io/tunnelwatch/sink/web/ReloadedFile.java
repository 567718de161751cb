package io.tunnelwatch.sink.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads a file when it has changed. Content that cannot be used is logged once, and the previous content stays in force: a
 * file that is half written must lock nobody out.
 */
final class ReloadedFile {
    private static final Logger LOG = LoggerFactory.getLogger(ReloadedFile.class);

    private final Path file;
    private final Runnable load;
    private Optional<String> taken;
    private Optional<String> refused = Optional.empty();

    /**
     * Loads the file for the first time.
     *
     * @param take loads the content; throws what the operator has to correct
     */
    ReloadedFile(Path file, Runnable take) {
        this.file = file;
        this.load = take;
        this.taken = mark(file);
        take.run();
    }

    /**
     * Reloads the file if it has changed. A refused one is tried again each time, since corrected permissions do not show in
     * its mark.
     */
    synchronized void reloadIfChanged() {
        var now = mark(file);
        if (now.equals(taken)) {
            return;
        }
        try {
            load.run();
            taken = now;
            LOG.info("The file {} has changed and was reloaded", file);
        } catch (RuntimeException e) {
            if (!now.equals(refused)) {
                LOG.warn(
                        "The file {} has changed and cannot be loaded: its previous content stays in effect. {} "
                                + "See docs/runbook.md#file_not_taken",
                        file,
                        e.getMessage());
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
