package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;

/** A running Tunnelwatch on one data directory, while its cloud's scenario goes on, and the checks after each event. */
@SuppressWarnings("try") // the test closes it, and may be interrupted
final class HostileDay implements AutoCloseable {
    static final String TOKEN = "a-token-of-the-hostile-day-must-never-leave";
    static final String USER = "ops";

    /** The hash of {@code opensesame-must-never-leave}, as {@code htpasswd -B} writes it. */
    private static final String USERS = USER + ":$2y$10$/HkaYuoTvGzKns1THVVGlewJoIbc7w1ur0vy31batvhIkVC5yFxuC\n";

    static final List<String> CROWDED =
            IntStream.rangeClosed(1, 10).mapToObj(it -> "cn-crowd-" + it).toList();

    /** Longer than any run: when nothing happens in the cloud any more, no event is ever recovered from. */
    private static final int STORY_SECONDS = 4 * 3_600;

    private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(60);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

    /** One start may find the previous one's unfinished work; more starts than this are a loop. */
    private static final int MOST_STARTS = 2;

    private final Path directory;
    private final Path config;
    private final Duration pollInterval;
    private final boolean ownDisk;
    private final Optional<PreloadedClock> clock;
    private final Simulator cloud;
    private final Path users;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private RunningTunnelwatch running;
    private int days = 1;
    private int linesBefore;

    /** @param crowd connections in the regions of {@link #CROWDED} together */
    HostileDay(Path directory, long seed, int crowd, Duration pollInterval) throws Exception {
        this.directory = directory;
        this.pollInterval = pollInterval;
        this.config = directory.resolve("tunnelwatch.properties");
        this.clock = PreloadedClock.compile(directory);
        this.ownDisk = SmallDisk.mount(Files.createDirectories(directory.resolve("days")));
        this.cloud = Simulator.start(
                RandomScenario.busy(seed, STORY_SECONDS, CROWDED, crowd / CROWDED.size())
                        .scenario(),
                0,
                Instant.now());
        this.users = secret("users", USERS);
        poll(List.of());
        try {
            this.running = start();
        } catch (Exception | AssertionError e) {
            cloud.close();
            giveBackDisk();
            throw e;
        }
    }

    private RunningTunnelwatch start() throws Exception {
        Path home = Files.createDirectory(directory.resolve("days").resolve("day-" + days));
        return RunningTunnelwatch.start(home, environment(), List.of("--open-broker", "--config", config.toString()));
    }

    /** Replaces the data directory when an event was too much, so that the next event does not suffer for it. */
    void beginAnew() throws Exception {
        running.board().takeLies();
        running.close();
        clock.ifPresent(PreloadedClock::setRight);
        SmallDisk.makeRoom(disk());
        poll(List.of());
        days++;
        running = start();
        isWell();
    }

    /** Whether all is well, without waiting for a change after an event. */
    boolean isWell() {
        return isWell(Instant.MIN, Map.of()) || (running.isAlive() && retry());
    }

    private boolean retry() {
        for (int look = 0; look < 20; look++) {
            if (isWell(Instant.MIN, Map.of())) {
                return true;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return false;
    }

    RunningTunnelwatch running() {
        return running;
    }

    Optional<PreloadedClock> clock() {
        return clock;
    }

    /** The data directory, on a disk of its own if possible. */
    Path disk() {
        return running.dataDirectory();
    }

    boolean hasOwnDisk() {
        return ownDisk;
    }

    Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", running.bootstrapServers()));
    }

    /** Sets the polled targets: the scenario's region, and these. The running process reloads them by itself. */
    void poll(List<String> regions) throws IOException {
        var targets = new ArrayList<>(List.of(RandomScenario.TARGET));
        regions.forEach(it -> targets.add("test/" + it));
        Path next =
                Files.writeString(directory.resolve("next.properties"), "targets=" + String.join(",", targets) + "\n");
        Files.move(next, config, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Waits for the recovery: within a minute the process is alive, or has ended with a message and is alive when started
     * again; it is ready, and the board shows the cloud, including a change after the event. The board has never been wrong in
     * between.
     *
     * @return how long that took
     */
    Duration recover() throws Exception {
        Instant began = Instant.now();
        var before = changes();
        long giveUp = System.nanoTime() + RECOVERS_WITHIN.toNanos();
        int starts = 0;
        while (!isWell(began, before)) {
            if (!running.isAlive()) {
                assertThat(lastWords())
                        .as("what it said at its end")
                        .isNotEmpty()
                        .noneMatch(HostileDay::isStackTrace);
                assertThat(++starts)
                        .as("starts after one event, the last of which ended with:%n%s", lastWords())
                        .isLessThanOrEqualTo(MOST_STARTS);
                running.launchAgain();
            }
            assertThat(System.nanoTime()).as("after a minute it is %s", state()).isLessThan(giveUp);
            TimeUnit.NANOSECONDS.sleep(BETWEEN_LOOKS.toNanos()); // between two looks at a condition
        }
        assertThat(running.board().takeLies())
                .as("what the board said meanwhile")
                .isEmpty();
        return Duration.between(began, Instant.now());
    }

    /**
     * Whether it is alive, ready and right, and shows a change since then.
     *
     * @param before last change of each connection before the event; after a clock that was ahead it may lie in the future
     */
    private boolean isWell(Instant since, Map<String, Instant> before) {
        return running.isAlive()
                && running.isReady()
                && running.board().knowsTheTruth()
                && changes().entrySet().stream()
                        .anyMatch(it ->
                                it.getValue().isAfter(since) && !it.getValue().equals(before.get(it.getKey())));
    }

    /** The last change of each connection; empty if it does not answer. */
    private Map<String, Instant> changes() {
        var changes = new HashMap<String, Instant>();
        try {
            for (var it :
                    json("/api/v1/connections?region=cn-hangzhou&limit=100").path("connections")) {
                changes.put(
                        it.path("id").asText(),
                        Instant.parse(it.path("changedAt").asText()));
            }
        } catch (Exception e) {
            changes.clear(); // it has ended, or has not started yet
        }
        return changes;
    }

    private String state() throws Exception {
        var state = new StringBuilder(running.isAlive() ? "alive" : "dead");
        for (String path : List.of("/readyz", "/api/v1/summary", "/api/v1/connections?region=cn-hangzhou&limit=100")) {
            try {
                state.append('\n').append(path).append(": ").append(get(path).body());
            } catch (IOException e) {
                state.append('\n').append(path).append(": ").append(e);
            }
        }
        return state + "\nwhat it says: " + String.join("\n", lastWords());
    }

    JsonNode json(String path) throws Exception {
        return new ObjectMapper().readTree(get(path).body());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(running.address(path))
                        .timeout(Duration.ofSeconds(10))
                        .header("Authorization", "Bearer " + TOKEN)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    /** The registry's answer, or that there is none. */
    String registry(String path) throws IOException, InterruptedException {
        // Of a client of its own: the registry may just be closing connections that a flood of requests has left.
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(running.registryUrl() + path))
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    HttpClient http() {
        return http;
    }

    /** Notes that an event begins: its output is what comes from now on. */
    void eventBegins() throws IOException {
        linesBefore = (int) running.output().lines().count();
    }

    /** The last output of the latest process since the event began. */
    List<String> lastWords() throws IOException {
        List<String> lines = running.output().lines().toList();
        int start = Math.max(linesBefore, lines.size() - 30);
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (lines.get(i).startsWith("Data in ")) {
                start = Math.max(start, i);
                break;
            }
        }
        return lines.subList(start, lines.size());
    }

    private static boolean isStackTrace(String line) {
        return line.startsWith("\tat ");
    }

    private Map<String, String> environment() {
        var environment = new HashMap<>(KillAndRestartIT.settings(cloud));
        environment.remove("TUNNELWATCH_TARGETS");
        environment.put("TUNNELWATCH_POLL_INTERVAL", pollInterval.toString());
        environment.put("TUNNELWATCH_QUOTA_SHARE", "1");
        environment.put("TUNNELWATCH_DISK_FLOOR_BYTES", Long.toString(SmallDisk.FLOOR_BYTES));
        environment.put("TUNNELWATCH_HTTP_TOKEN", TOKEN);
        environment.put("TUNNELWATCH_HTTP_USERS_FILE", users.toString());
        clock.ifPresent(it -> environment.putAll(it.environment()));
        return environment;
    }

    private Path secret(String name, String text) throws IOException {
        Path file = Files.createFile(
                directory.resolve(name),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        return Files.writeString(file, text);
    }

    @Override
    public void close() throws Exception {
        try (cloud) {
            running.close();
        } finally {
            giveBackDisk();
        }
    }

    private void giveBackDisk() throws IOException, InterruptedException {
        if (ownDisk) {
            SmallDisk.unmount(directory.resolve("days"));
        }
    }
}
