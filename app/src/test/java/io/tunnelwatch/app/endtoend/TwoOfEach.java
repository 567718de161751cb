package io.tunnelwatch.app.endtoend;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Two instances of ingest, processor and sink, each in a process of its own. */
final class TwoOfEach implements AutoCloseable {
    private final List<RunningProgram> programs = new ArrayList<>();

    /**
     * Starts all of them.
     *
     * @param order the names of the programs, in the order in which they are restarted
     */
    TwoOfEach(Path directory, List<String> order, Map<String, String> settings, String classPath) throws IOException {
        this(directory, order, role -> settings, classPath);
    }

    /** @param settings those of a program, by its name */
    TwoOfEach(Path directory, List<String> order, Function<String, Map<String, String>> settings, String classPath)
            throws IOException {
        for (String role : order) {
            for (int instance = 1; instance <= 2; instance++) {
                programs.add(
                        new RunningProgram(directory, role, role + "-" + instance, settings.apply(role), classPath));
            }
        }
    }

    List<RunningProgram> programs() {
        return programs;
    }

    void awaitReady() throws Exception {
        for (RunningProgram it : programs) {
            it.awaitReady();
        }
    }

    /** Waits for both instances of a program. */
    void awaitReady(String role) throws Exception {
        for (RunningProgram it : programs) {
            if (it.name().startsWith(role)) {
                it.awaitReady();
            }
        }
    }

    /** Restarts one after the other; each is ready before the next one stops. */
    void restartEach(String classPath) throws Exception {
        for (RunningProgram it : programs) {
            Instant asked = Instant.now();
            it.stop();
            it.start(classPath);
            it.awaitReady();
            System.out.printf(
                    "%-12s ready %4.1f s after it was asked to stop%n",
                    it.name(), Duration.between(asked, Instant.now()).toMillis() / 1000.0);
        }
    }

    List<URI> sinks() {
        return programs.stream()
                .filter(it -> it.name().startsWith("sink"))
                .map(RunningProgram::address)
                .toList();
    }

    /** Stops both instances of a program. */
    void stop(String role) throws InterruptedException {
        for (RunningProgram it : programs) {
            if (it.name().startsWith(role)) {
                it.stop();
            }
        }
    }

    @Override
    public void close() {
        programs.forEach(RunningProgram::close);
    }
}
