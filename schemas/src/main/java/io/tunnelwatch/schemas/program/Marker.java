package io.tunnelwatch.schemas.program;

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
 * A short text that a directory says something about itself with. An empty or damaged one, such as a power cut left before
 * such files were written whole, is as good as none: it must not keep the directory from being used.
 */
public final class Marker {
    private static final Logger LOG = LoggerFactory.getLogger(Marker.class);

    private final Path file;

    public Marker(Path file) {
        this.file = file;
    }

    /**
     * What it says; nothing when it is not there.
     *
     * @param meaning of its text, stripped; empty for a text that has none
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
                            "The file {} is {}: it is taken for not there, and is written anew",
                            file,
                            text.isBlank() ? "empty" : "damaged");
        }
        return said;
    }

    public void write(String text) throws IOException {
        WholeFile.writePrivately(file, text);
    }
}
