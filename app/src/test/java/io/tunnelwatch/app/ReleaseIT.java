package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code bin/release} makes what docs/packages.md lists, of what this build has made. The image is left out: ImageIT has it. The
 * build itself, from a clone, is the work of {@code bin/reproduce}.
 */
class ReleaseIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LISTED = Pattern.compile("(?m)^\\| `(\\S+)` \\| (?!the container image)");

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void shouldMakeWhatTheDocumentsList() throws Exception {
        // Given
        assumeTrue(runs("dpkg-deb", "--version"), "SKIPPED: no dpkg on this machine");
        Path release = directory.resolve("release");

        // When
        run(directory, ROOT.resolve("bin/release").toString(), "--built", release.toString());

        // Then
        String name = "tunnelwatch-" + version(release);
        assertThat(files(release)).containsExactlyInAnyOrderElementsOf(listed(version(release)));
        run(release, "sha256sum", "--check", "--strict", "SHA256SUMS");
        run(directory, "tar", "xzf", release.resolve(name + ".tar.gz").toString());
        assertThat(run(directory, name + "/bin/tunnelwatch", "--version"))
                .startsWith("tunnelwatch " + version(release));
        assertThat(directory.resolve(name))
                .isDirectoryContaining("glob:**/README.md")
                .isDirectoryContaining("glob:**/LICENSE")
                .isDirectoryContaining("glob:**/docs");
        assertThat(directory.resolve(name).resolve("man/man1/tunnelwatch.1")).isNotEmptyFile();
    }

    @Test
    void shouldRefuseADirectoryThatHoldsSomethingElse() throws Exception {
        Files.writeString(directory.resolve("mine.txt"), "mine");

        var refused = start(directory, ROOT.resolve("bin/release").toString(), "--built", directory.toString());

        assertThat(text(refused)).contains("is not empty: remove it, or name another directory.");
        assertThat(refused.waitFor()).isEqualTo(1);
        assertThat(files(directory)).containsExactly("mine.txt");
    }

    private static String version(Path release) throws IOException {
        return files(release).stream()
                .filter(it -> it.endsWith(".cdx.json"))
                .map(it -> it.substring("tunnelwatch-".length(), it.length() - ".cdx.json".length()))
                .collect(Collectors.joining());
    }

    /** The files of the first table of docs/packages.md, without the image. */
    private static List<String> listed(String version) throws IOException {
        String page = Files.readString(ROOT.resolve("docs/packages.md"));
        String table = page.substring(0, page.indexOf("## The archive"));
        return LISTED.matcher(table)
                .results()
                .map(it -> it.group(1))
                // For Debian, a hyphen would begin the revision of the package, and a tilde sorts before the release.
                .map(it -> it.replace("VERSION", it.endsWith(".deb") ? version.replace('-', '~') : version))
                .toList();
    }

    private static List<String> files(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(it -> String.valueOf(it.getFileName())).toList();
        }
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return start(Path.of("."), command).waitFor() == 0;
        } catch (IOException e) {
            return false; // there is no such program
        }
    }

    private static String run(Path where, String... command) throws Exception {
        var process = start(where, command);
        String text = text(process);
        assertThat(process.waitFor()).as("%s:%n%s", List.of(command), text).isZero();
        return text;
    }

    private static Process start(Path where, String... command) throws IOException {
        return new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .start();
    }

    private static String text(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
