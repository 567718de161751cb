package io.tunnelwatch.app.sql;

import io.tunnelwatch.sink.sql.Postgres;
import io.tunnelwatch.testsupport.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Assumptions;

/** Debian's PostgreSQL on a directory of its own, listening on loopback; it runs as a user other than root, as it must. */
public final class RunningPostgres implements AutoCloseable {
    public static final String USER = "tunnelwatch";
    public static final String PASSWORD = "database-must-never-be-shown";
    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final int SECONDS = 60;

    private final Path programs;
    private final Path directory;
    private final int port;

    private RunningPostgres(Path programs, Path directory, int port) {
        this.programs = programs;
        this.directory = directory;
        this.port = port;
    }

    /** Starts PostgreSQL. The test is skipped, with a reason, if it is not installed. */
    public static RunningPostgres start() throws Exception {
        Optional<Path> programs = programs();
        Assumptions.assumeTrue(
                programs.isPresent(),
                "SKIPPED, nothing was written to a database: no PostgreSQL in " + INSTALLED
                        + " (Debian: apt-get install postgresql).");
        Path directory = Files.createTempDirectory("tunnelwatch-postgres");
        var running = new RunningPostgres(programs.orElseThrow(), directory, FreePorts.one());
        Path password = Files.writeString(directory.resolve("password"), PASSWORD);
        if (isRoot()) {
            run(List.of("chown", "-R", "postgres", directory.toString()), directory);
        }
        running.program(
                "initdb",
                "--auth=scram-sha-256",
                "--username=" + USER,
                "--pwfile=" + password,
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "--pgdata=" + running.data());
        running.launch();
        return running;
    }

    /** Starts the server again, after any kind of stop. */
    void launch() throws IOException, InterruptedException {
        program(
                "pg_ctl",
                "--pgdata=" + data(),
                "--log=" + directory.resolve("log.txt"),
                "--wait",
                "--options=-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off",
                "start");
    }

    /** Kills the server, like a crash. */
    void kill() throws IOException, InterruptedException {
        program("pg_ctl", "--pgdata=" + data(), "--mode=immediate", "stop");
    }

    Postgres settings(int batch) {
        return new Postgres(url(), USER, Optional.of(new Password(PASSWORD)), batch);
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), USER, PASSWORD);
    }

    /** The rows of a query, with their columns as text. */
    public List<List<String>> ask(String sql) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var found = statement.executeQuery(sql)) {
            var rows = new ArrayList<List<String>>();
            while (found.next()) {
                var row = new ArrayList<String>();
                for (int column = 1; column <= found.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(found.getString(column)));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    public long count(String what) throws SQLException {
        return Long.parseLong(ask("SELECT count(*) FROM " + what).get(0).get(0));
    }

    @Override
    public void close() throws IOException {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path it : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(it);
            }
        }
    }

    private Path data() {
        return directory.resolve("data");
    }

    private void program(String name, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", "postgres", "--"));
        }
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        run(command, directory);
    }

    private static void run(List<String> command, Path directory) throws IOException, InterruptedException {
        Path output = Files.createTempFile("tunnelwatch-postgres", ".txt");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new AssertionError(command + " failed: " + Files.readString(output));
        }
        Files.delete(output);
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(it -> it.resolve("bin"))
                    .filter(it -> Files.isExecutable(it.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        }
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }
}
