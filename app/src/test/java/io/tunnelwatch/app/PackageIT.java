package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Debian package, built of what this build made; installed, used as its user, removed and purged on this machine. */
@Tag("heavy")
class PackageIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path UNIT = ROOT.resolve("deploy/package/tunnelwatch@.service");
    private static final String USER = "tunnelwatch";

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void shouldComeAndGoWithoutATrace() throws Exception {
        // Given
        assumeTrue(has("dpkg-deb") && has("dpkg"), "SKIPPED: no dpkg on this machine");
        assumeTrue(run(List.of("id", "-u")).strip().equals("0"), "SKIPPED: only root can install a package");
        assumeTrue(
                !Files.exists(Path.of("/usr/share/tunnelwatch")), "SKIPPED: Tunnelwatch is installed on this machine");
        Path built = build();

        try {
            // When
            run(List.of("dpkg", "-i", built.toString()));

            // Then
            assertThat(asUser("tunnelwatch", "--version")).startsWith("tunnelwatch ");
            assertThat(run(List.of("stat", "-c", "%U:%G %a", "/etc/tunnelwatch/environment")))
                    .isEqualTo("root:root 600\n");
            assertThat(run(List.of("stat", "-c", "%U:%G %a", "/etc/tunnelwatch/tunnelwatch.properties")))
                    .isEqualTo("root:tunnelwatch 640\n");
            assertThat(Path.of("/usr/share/man/man1/tunnelwatch-tail.1.gz")).exists();
            runsAsItsUser();
            run(List.of("dpkg", "-r", USER));
            assertThat(Path.of("/var/lib/tunnelwatch/up")).exists();
            assertThat(Path.of("/usr/share/tunnelwatch")).doesNotExist();
        } finally {
            run(List.of("dpkg", "-P", USER));
        }
        for (String gone : List.of(
                "/etc/tunnelwatch",
                "/usr/bin/tunnelwatch",
                "/usr/share/tunnelwatch",
                "/usr/share/man/man1/tunnelwatch.1.gz",
                "/var/lib/tunnelwatch",
                "/usr/share/doc/tunnelwatch",
                "/usr/lib/systemd/system/tunnelwatch@.service")) {
            assertThat(Path.of(gone)).doesNotExist();
        }
        assertThat(run(List.of("getent", "passwd")).lines()).noneMatch(it -> it.startsWith(USER + ":"));
    }

    /** The command of the unit, in its directory and with its variables, by a stand-in for systemd. */
    private void runsAsItsUser() throws Exception {
        Path home = Path.of("/var/lib/tunnelwatch/up");
        run(List.of("install", "-d", "-o", USER, "-g", USER, "-m", "0750", home.toString()));
        Files.writeString(
                Path.of("/etc/tunnelwatch/tunnelwatch.properties"),
                "http.port=0\nhttp.token=must-never-be-seen-0123456789abcdef\nlog.format=json\n");
        String command = setting("ExecStart").replace("%i", "up --simulate --kafka-port 0 --registry-port 0");
        Path output = directory.resolve("output.txt");
        var builder = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + USER,
                        "--regid=" + USER,
                        "--init-groups",
                        "--no-new-privs",
                        "--inh-caps=-all",
                        "bash",
                        "-c",
                        "umask 0077; exec " + command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("ALIBABA_CLOUD_"));
        builder.environment().putAll(Map.of("XDG_STATE_HOME", home.toString(), "JAVA_OPTS", "-Xmx384m"));
        Process process = builder.start();
        try {
            Awaitility.await()
                    .atMost(3, TimeUnit.MINUTES)
                    .failFast("the program ended", () -> !process.isAlive())
                    .until(() -> Files.readString(output).contains("\"formattedMessage\":\"Ready\""));
            assertThat(run(List.of("ps", "-o", "user=", "-p", Long.toString(process.pid())))
                            .strip())
                    .isEqualTo(USER);
            process.destroy();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readString(output)).doesNotContain("must-never");
            assertThat(home.resolve("data")).isDirectory();
        } finally {
            process.destroyForcibly();
        }
    }

    /** Our exit codes: what another try cannot mend is not tried again. */
    @Test
    void shouldNotBeStartedAgainAfterARefusal() throws IOException {
        assertThat(setting("Restart")).isEqualTo("on-failure");
        assertThat(setting("RestartPreventExitStatus").split(" ")).contains("78");
        assertThat(setting("User")).isEqualTo(USER);
        assertThat(setting("ProtectSystem")).isEqualTo("strict");
        assertThat(setting("NoNewPrivileges")).isEqualTo("yes");
        assertThat(setting("CapabilityBoundingSet")).isEmpty();
    }

    @Test
    void shouldPleaseSystemd() throws Exception {
        assumeTrue(has("systemd-analyze"), "SKIPPED: no systemd-analyze on this machine");
        // Given a unit whose program exists here
        Path unit = directory.resolve("tunnelwatch@up.service");
        Files.writeString(unit, Files.readString(UNIT).replace("/usr/bin/tunnelwatch", "/bin/true"));

        // When
        String verified = run(List.of("systemd-analyze", "verify", "--man=no", unit.toString()));

        // Then
        assertThat(verified.lines().filter(it -> it.contains("tunnelwatch@"))).isEmpty();
        assertThat(exposure(
                        run(List.of("systemd-analyze", "security", "--offline=true", "--no-pager", unit.toString()))))
                .isLessThan(2.5);
    }

    private static double exposure(String report) {
        String last = report.lines()
                .filter(it -> it.contains("Overall exposure level"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(last.replaceAll(".*: ([\\d.]+) .*", "$1"));
    }

    private Path build() throws Exception {
        Path release = Files.createDirectories(directory.resolve("release"));
        for (String file : List.of(
                "bin/tunnelwatch",
                "app/target/app.jar",
                "app/target/lib",
                "README.md",
                "CHANGELOG.md",
                "LICENSE",
                "docs",
                "app/licences.csv",
                "app/target/parts.cdx.json")) {
            Path to = release.resolve(
                    file.equals("bin/tunnelwatch")
                            ? file
                            : String.valueOf(Path.of(file).getFileName()));
            Files.createDirectories(to.getParent());
            run(List.of("cp", "-r", ROOT.resolve(file).toString(), to.toString()));
        }
        Path samples = Files.createDirectories(release.resolve("deploy"));
        for (String each : List.of("alertmanager", "grafana", "prometheus")) {
            run(List.of("cp", "-r", ROOT.resolve("deploy").resolve(each).toString(), samples.toString()));
        }
        ManPages.main(new String[] {release.resolve("man/man1").toString()});
        run(List.of(
                ROOT.resolve("deploy/package/build").toString(),
                release.toString(),
                "0.0.1-SNAPSHOT",
                directory.toString()));
        Path built = directory.resolve("tunnelwatch_0.0.1~SNAPSHOT_all.deb");
        assertThat(built).exists();
        return built;
    }

    private static String asUser(String... command) throws Exception {
        var all = new ArrayList<>(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--init-groups"));
        all.addAll(List.of(command));
        return run(all);
    }

    private static String setting(String name) throws IOException {
        try (var lines = Files.lines(UNIT)) {
            Optional<String> value =
                    lines.filter(it -> it.startsWith(name + "=")).findFirst();
            return value.orElseThrow().substring(name.length() + 1);
        }
    }

    private static boolean has(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }

    private static String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(command + "\n" + output).isZero();
        return output;
    }
}
