package io.tunnelwatch.app.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each broker is a host of its own, in a network of the kernel's: the one that leads is cut off from the other two, and then
 * packets of a program are lost and late. Nothing is missing, duplicated or invented. The delay is that of a {@link Wire},
 * which needs no netem in the kernel. {@code -Dseed=…} repeats a run, {@code -Dfaults=N} inflicts N faults.
 */
@Tag("heavy")
class CutClusterIT {
    private static final long LONGEST_MINUTES = 15;

    @TempDir
    Path directory;

    @Test
    @Tag("F-34")
    @Tag("F-35")
    void shouldMissDoubleAndInventNothingWhenBrokersAreCutApart() throws Exception {
        String lacks = PrivateNetwork.lacks();
        assumeTrue(
                lacks.isEmpty(),
                () -> "no network of our own can be made here, so brokers are not cut apart: " + lacks);
        Path output = directory.resolve("run.txt");

        var run = new ProcessBuilder(PrivateNetwork.command(inNetwork()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(run.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)).isTrue();
        } finally {
            run.descendants().forEach(ProcessHandle::destroyForcibly);
            run.destroyForcibly();
        }

        String text = Files.readString(output);
        System.out.println(text);
        assertThat(run.exitValue()).as(text).isZero();
    }

    private List<String> inNetwork() {
        var command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-Xmx512m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))));
        command.addAll(Stream.of("seed", "faults", "only")
                .filter(it -> System.getProperty(it) != null)
                .map(it -> "-D" + it + "=" + System.getProperty(it))
                .toList());
        command.addAll(List.of(InNetwork.class.getName(), directory.toString()));
        return command;
    }

    /** The run itself, in a process of its own: a network is a process's. */
    static final class InNetwork {
        private InNetwork() {}

        public static void main(String[] arguments) throws Exception {
            var each = Stream.of(ClusterFault.values())
                    .filter(ClusterFault::needsNetwork)
                    .filter(it -> System.getProperty("only", it.name()).equals(it.name()))
                    .toList();
            int faults = Integer.getInteger("faults", each.size());
            var run = new FaultRun(each, faults, Duration.ZERO, Long.getLong("seed", 20261128L));
            try {
                run.holds(Path.of(arguments[0]), new PrivateNetwork(FaultCluster.BROKERS));
            } finally {
                // A cluster that does not start cannot be closed.
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
            }
        }
    }
}
