package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An expected output in a file of its own. {@code -Dgolden.update=true} writes the files again. */
public final class GoldenFile {
    private static final Path DIRECTORY = Path.of("src/test/resources/io/tunnelwatch/app/console");

    private GoldenFile() {}

    /** @param name of the file, without .txt */
    public static void compare(String name, String printed) throws IOException {
        Path file = DIRECTORY.resolve(name + ".txt");
        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(file, printed);
        }
        assertThat(printed).isEqualTo(Files.readString(file));
    }
}
