package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** No shipped class writes a file directly: a file that a kill cuts short would be read at the next start. */
class AtomicWritesTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern WRITING =
            Pattern.compile("Files\\.(write|writeString|newOutputStream|newBufferedWriter|newByteChannel|createFile)\\("
                    + "|new (FileOutputStream|FileWriter|RandomAccessFile|PrintWriter\\(\")\\b");

    @Test
    void shouldLeaveItToOneClass() throws IOException {
        // When
        Map<String, Long> writers = new TreeMap<>();
        for (String module : new String[] {"schemas", "runtime", "ingest", "processor", "sink", "simulator", "app"}) {
            try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
                for (Path file :
                        files.filter(it -> it.toString().endsWith(".java")).toList()) {
                    long found =
                            WRITING.matcher(Files.readString(file)).results().count();
                    if (found > 0) {
                        writers.put(String.valueOf(file.getFileName()), found);
                    }
                }
            }
        }

        // Then: only AtomicFile itself, for a pipe, which cannot be moved
        assertThat(writers).containsExactly(Map.entry("AtomicFile.java", 1L));
    }
}
