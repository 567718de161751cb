package io.tunnelwatch.app.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every entry point withstands every stored input, and with {@code -Dfuzz=SECONDS} every input that Jazzer finds in that time.
 * Its findings are in {@code target/fuzz}, and each search starts with them, so that a second run fails too: move one to the
 * stored inputs of its entry point and fix the defect; then it is tested for good.
 */
class FuzzTest {
    private static final int SECONDS = Integer.getInteger("fuzz", 0);
    private static final Path KEPT = Path.of("src/test/resources/io/tunnelwatch/app/fuzz");
    private static final Path RESPONSES =
            Path.of("../test-support/src/main/resources/io/tunnelwatch/testsupport/responses");
    private static final Path FOUND = Path.of("target/fuzz");
    private static final Pattern EXECUTED = Pattern.compile("stat::number_of_executed_units: (\\d+)");

    /** The limit for one input. The first one loads and changes a thousand classes, which took 12 seconds on a busy machine. */
    private static final int LONGEST_SECONDS = 60;

    /** With fewer inputs the search did not work. */
    private static final int FEWEST = 50;

    private static final List<Door> DOORS = List.of(
            new Door("cloud-answers", CloudAnswers.class, CloudAnswers::fuzzerTestOneInput),
            new Door("log-records", LogRecords.class, LogRecords::fuzzerTestOneInput),
            new Door("state-records", StateRecords.class, StateRecords::fuzzerTestOneInput),
            new Door("registry-requests", RegistryRequests.class, RegistryRequests::fuzzerTestOneInput),
            new Door("operator-settings", OperatorSettings.class, OperatorSettings::fuzzerTestOneInput));

    /** An entry point for input from outside. */
    record Door(String name, Class<?> type, Consumer<byte[]> takes) {
        /** The directories of its stored inputs. The cloud's answers begin with the examples that all tests share. */
        List<Path> kept() {
            var kept = KEPT.resolve(name);
            var all = type == CloudAnswers.class ? Stream.of(RESPONSES, kept) : Stream.of(kept);
            return all.filter(Files::isDirectory).toList();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Door> doors() {
        return DOORS.stream();
    }

    @ParameterizedTest
    @MethodSource("doors")
    void shouldStandEveryInputThatIsKept(Door door) throws IOException {
        var inputs = new ArrayList<Path>();
        for (Path directory : door.kept()) {
            try (Stream<Path> kept = Files.walk(directory)) {
                kept.filter(Files::isRegularFile).sorted().forEach(inputs::add);
            }
        }

        assertThat(inputs).isNotEmpty();
        inputs.forEach(it -> stands(door, it));
    }

    private static void stands(Door door, Path input) {
        try {
            door.takes.accept(Files.readAllBytes(input));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException | AssertionError | StackOverflowError e) {
            throw new AssertionError(door + " does not stand " + input, e);
        }
    }

    static Stream<Door> doorsToTry() {
        return SECONDS > 0 ? DOORS.stream() : Stream.of();
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("doorsToTry")
    void shouldStandEveryInputThatCoverageLeadsTo(Door door) throws IOException, InterruptedException {
        // Given
        Path found = Files.createDirectories(FOUND.resolve(door.name()));
        // When
        var output = new Search(door.type, door.kept(), found).last(SECONDS);
        // Then
        assertThat(output.exitCode).as(output.text).isZero();
        var executed = EXECUTED.matcher(output.text);
        assertThat(executed.find()).as(output.text).isTrue();
        System.out.printf("%s: %s inputs in %d s%n", door, executed.group(1), SECONDS);
        assertThat(Long.parseLong(executed.group(1))).isGreaterThan(FEWEST);
    }

    /** The search reports a finding: an entry point that fails on the word to which coverage leads. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("brokenToTry")
    void shouldFindWhatIsBroken(Class<?> broken) throws IOException, InterruptedException {
        // Given
        Path found = Files.createDirectories(FOUND.resolve("broken"));
        // When
        var output = new Search(broken, List.of(), found).last(SECONDS);
        // Then
        assertThat(output.exitCode).isNotZero();
        assertThat(output.text).contains("found what is broken");
    }

    static Stream<Class<?>> brokenToTry() {
        return SECONDS > 0 ? Stream.of(Broken.class) : Stream.of();
    }

    /** Fails on one word. */
    public static final class Broken {
        private Broken() {}

        public static void fuzzerTestOneInput(byte[] input) {
            if (input.length > 3 && input[0] == 'o' && input[1] == 'd' && input[2] == 'd' && input[3] == '!') {
                throw new IllegalStateException("found what is broken");
            }
        }
    }

    /**
     * Runs Jazzer in a process of its own: it changes classes as they are loaded, and ends the process when it finds something.
     */
    private record Search(Class<?> target, List<Path> kept, Path found) {
        record Output(int exitCode, String text) {}

        Output last(int seconds) throws IOException, InterruptedException {
            Path text = found.resolveSibling(found.getFileName() + ".txt");
            var command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx1g",
                    "-cp",
                    classPath(),
                    "com.code_intelligence.jazzer.Jazzer",
                    "--target_class=" + target.getName(),
                    "--instrumentation_includes=io.tunnelwatch.**",
                    "--custom_hook_includes=io.tunnelwatch.**",
                    "--reproducer_path=" + found,
                    "-artifact_prefix=" + found + File.separator,
                    "-max_total_time=" + seconds,
                    "-timeout=" + LONGEST_SECONDS,
                    "-rss_limit_mb=3072",
                    "-print_final_stats=1",
                    Files.createDirectories(found.resolve("corpus")).toString(),
                    found.toString()));
            kept.forEach(it -> command.add(it.toString()));
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(text.toFile())
                    .start();
            try {
                boolean ended = process.waitFor(seconds + 120L, TimeUnit.SECONDS);
                return new Output(ended ? process.exitValue() : -1, Files.readString(text));
            } finally {
                process.destroyForcibly();
            }
        }

        private static String classPath() {
            return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        }
    }
}
