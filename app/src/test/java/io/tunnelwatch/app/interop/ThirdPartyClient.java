package io.tunnelwatch.app.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** KafkaJS with its registry client, in a Node.js process: packages pinned by a lock file, put under target. */
final class ThirdPartyClient {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final Path HOME = Path.of("target/third-party-client");
    private static final int SECONDS = 180;
    private static final int MOST_COMPLAINTS = 2_000;

    private ThirdPartyClient() {}

    /** What a script of ours prints, line by line; the test is skipped, and says so, where Node.js is not to be had. */
    static List<String> run(String script, String... arguments) throws Exception {
        install();
        var command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        Path output = HOME.resolve("records.jsonl");
        if (run(command, output) != 0) {
            throw new AssertionError("The third-party client gave up: " + complaints());
        }
        return Files.readAllLines(output);
    }

    private static void install() throws Exception {
        Files.createDirectories(HOME);
        for (String file : List.of("package.json", "package-lock.json", "read.mjs", "read-again.mjs")) {
            Files.copy(SOURCES.resolve(file), HOME.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        require(
                List.of("node", "--version"),
                "node is not there: install Node.js (Debian: apt-get install nodejs npm)");
        if (!Files.isDirectory(HOME.resolve("node_modules"))) {
            require(
                    List.of("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"),
                    "npm cannot fetch the third-party client: install npm and let it reach a package registry");
        }
    }

    private static void require(List<String> command, String otherwise) throws Exception {
        boolean done;
        try {
            done = run(command, HOME.resolve("install.txt")) == 0;
        } catch (IOException e) { // no such program
            done = false;
        }
        Assumptions.assumeTrue(done, "SKIPPED, no third-party client was tried: " + otherwise + ".");
    }

    private static int run(List<String> command, Path output) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(HOME.toFile())
                .redirectOutput(output.toFile())
                .redirectError(HOME.resolve("errors.txt").toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " did not end in " + SECONDS + " s: " + complaints());
        }
        return process.exitValue();
    }

    /** The last of them: it repeats itself. */
    private static String complaints() throws IOException {
        String all = Files.readString(HOME.resolve("errors.txt"));
        return all.substring(Math.max(0, all.length() - MOST_COMPLAINTS));
    }
}
