package io.tunnelwatch.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Node.js programs with their packages, which a lock file pins: copied to a directory under target, and run there. */
public final class NodeProject {
    private static final int SECONDS = 180;

    private final Path home;

    private NodeProject(Path home) {
        this.home = home;
    }

    /** Installs the packages. The test is skipped, with a reason, if Node.js or the packages are not available. */
    public static NodeProject install(Path sources, Path home) throws Exception {
        Files.createDirectories(home);
        var project = new NodeProject(home);
        project.copy(sources, home);
        project.require(
                List.of("node", "--version"),
                "node is not there: install Node.js (Debian: apt-get install nodejs npm)");
        Path lock = home.resolve("package-lock.json");
        Path installed = home.resolve("node_modules/installed-lock.json");
        if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
            project.require(
                    List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"),
                    "npm cannot fetch the packages of " + sources
                            + ": install npm and let it reach a package registry");
            Files.copy(lock, installed, StandardCopyOption.REPLACE_EXISTING);
        }
        return project;
    }

    /** Copies the files of a directory, but not its subdirectories. */
    public void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    public Path home() {
        return home;
    }

    /** A command whose standard error goes to the file {@code errors.txt}. */
    public ProcessBuilder command(List<String> command) {
        return new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectError(home.resolve("errors.txt").toFile());
    }

    /** The last errors; a program that fails repeats itself. */
    public String complaints() throws IOException {
        String all = Files.readString(home.resolve("errors.txt"));
        return all.substring(Math.max(0, all.length() - 2_000));
    }

    /** Runs a command with its output in that file; returns its exit status. */
    public int run(List<String> command, Path output) throws Exception {
        Process process = command(command).redirectOutput(output.toFile()).start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            long lines = Files.readString(output).lines().count();
            throw new AssertionError(
                    command + " did not end in " + SECONDS + " s, and printed " + lines + " lines: " + complaints());
        }
        return process.exitValue();
    }

    private void require(List<String> command, String otherwise) throws Exception {
        boolean done;
        try {
            done = run(command, home.resolve("install.txt")) == 0;
        } catch (IOException e) { // no such program
            done = false;
        }
        Assumptions.assumeTrue(done, "SKIPPED: " + otherwise + ".");
    }
}
