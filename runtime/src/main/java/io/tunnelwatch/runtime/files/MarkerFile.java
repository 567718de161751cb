package io.tunnelwatch.runtime.files;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A short text file with which a directory states something about itself. An empty or damaged one, as left by a power cut
 * before such files were written atomically, counts as missing: it must not make the directory unusable.
 */
public final class MarkerFile {
    private static final Logger LOG = LoggerFactory.getLogger(MarkerFile.class);

    private final Path file;

    public MarkerFile(Path file) {
        this.file = file;
    }

    /**
     * The content; empty if the file is missing.
     *
     * @param meaning parses the stripped text; returns empty for a text that makes no sense
     */
    public <T> Optional<T> read(Function<String, Optional<T>> meaning) throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        Optional<T> said = meaning.apply(text.strip());
        if (said.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("file", file)
                    .log(
                            "The file {} is {}: it is treated as missing and written again. See "
                                    + "docs/runbook.md#marker_damaged",
                            file,
                            text.isBlank() ? "empty" : "damaged");
        }
        return said;
    }

    public void write(String text) throws IOException {
        AtomicFile.writePrivately(file, text);
    }
}
