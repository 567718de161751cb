package io.tunnelwatch.app.endtoend;

import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The compose file under a project name and on ports of its own, with stand-ins for the images that cannot be pulled. */
final class ComposeProject implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> PORTS =
            List.of("PAGE", "KAFKA", "REGISTRY", "POSTGRES", "PROMETHEUS", "ALERTMANAGER", "GRAFANA");
    private static final int MINUTES = 8;

    private final Path directory;
    private final List<String> compose;
    private final Map<String, String> environment = new TreeMap<>();

    /** An ended program, and everything that it has printed. */
    record Ended(int code, String output) {}

    /** @param profile the profile that is brought up, looked into, and taken down again with its volumes */
    ComposeProject(Path directory, String name, String profile) throws Exception {
        this.directory = directory;
        List<Integer> ports = FreePorts.some(PORTS.size());
        for (int it = 0; it < PORTS.size(); it++) {
            environment.put("PORT_" + PORTS.get(it), ports.get(it).toString());
        }
        compose = new ArrayList<>(command());
        compose.addAll(List.of("-p", name, "-f", "docker-compose.yml"));
        if (!isReal()) {
            compose.addAll(List.of("-f", ".ci/stand-ins/docker-compose.yml"));
        }
        if (profile.equals("cloud")) {
            compose.addAll(List.of("-f", ".ci/stand-ins/cloud.yml"));
        }
        compose.addAll(List.of("--profile", profile));
    }

    /** Sets a variable as the file .env would. */
    ComposeProject with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    /** Builds the stand-ins, and says loudly what they are. With -Dcompose.images=real the real images are pulled instead. */
    static void prepareImages(Path directory) throws Exception {
        if (isReal()) {
            return;
        }
        System.out.println(
                "ComposeIT: STAND-INS for Kafka, registry, PostgreSQL, Prometheus and Alertmanager, built of"
                        + " Debian's packages and Maven Central; Grafana is NOT there, its stand-in only checks what it is given.");
        Path archive = Path.of("target/counterparts/apicurio-registry-app-all.tar.gz");
        Assumptions.assumeTrue(Files.exists(archive), "SKIPPED: no " + archive + ", which the build puts there");
        var build = run(directory, List.of(ROOT + "/.ci/stand-ins/build", archive.toString()), Map.of(), Path.of("."));
        Assumptions.assumeTrue(
                build.code() == 0, "SKIPPED: the stand-ins of the images cannot be built: " + build.output());
    }

    private static boolean isReal() {
        return System.getProperty("compose.images", "stand-ins").equals("real");
    }

    /** Compose as a plugin of Docker, or as a program of its own. */
    private static List<String> command() throws Exception {
        for (List<String> it : List.of(List.of("docker", "compose"), List.of("docker-compose"))) {
            var version = new ArrayList<>(it);
            version.add("version");
            if (isThere(version)) {
                return it;
            }
        }
        Assumptions.abort("SKIPPED, the compose file was not brought up: no docker compose and no docker-compose");
        return List.of();
    }

    private static boolean isThere(List<String> command) throws Exception {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) { // there is no such program
            return false;
        }
    }

    int port(String name) {
        return Integer.parseInt(environment.get("PORT_" + name));
    }

    Ended compose(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(compose);
        command.addAll(List.of(arguments));
        return run(directory, command, environment, ROOT);
    }

    /** The standard output of a program that is run in a running container. */
    String inside(String service, String script) throws Exception {
        var ended = compose("exec", "-T", service, "sh", "-c", script);
        if (ended.code() != 0) {
            throw new AssertionError(service + ": " + script + ": " + ended.output());
        }
        return ended.output().strip();
    }

    private static Ended run(Path directory, List<String> command, Map<String, String> variables, Path in)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "compose", ".txt");
        var builder = new ProcessBuilder(command)
                .directory(in.toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        builder.environment().keySet().removeIf(it -> it.startsWith("TUNNELWATCH_") || it.startsWith("ALIBABA_CLOUD_"));
        builder.environment().putAll(variables);
        Process process = builder.start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end: " + Files.readString(output));
        }
        return new Ended(process.exitValue(), Files.readString(output));
    }

    @Override
    public void close() throws IOException {
        try {
            // Podman refuses to remove a container before the one that shares its network, so the first round leaves
            // it.
            for (int it = 0; it < 2; it++) {
                compose("down", "-v", "--remove-orphans", "-t", "5");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
