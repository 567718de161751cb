package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tunnelwatch.app.faults.Brokers;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.simulator.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * The directory of one program alone is full: {@code ingest.data.dir}, {@code processor.state.dir}, {@code sink.state.dir}. A
 * program that can do without goes on, and one that cannot refuses to start with one line. Nothing is lost. Takes minutes: only
 * {@code VERIFY_DOSE=full bin/verify} runs it, with {@code -Dhostile=full}.
 */
@Tag("heavy")
@EnabledIfSystemProperty(
        named = "hostile",
        matches = "full",
        disabledReason = "takes minutes, and HostileDayIT fills the disk of everything: run it with -Dhostile=full")
@Timeout(600)
class FullDiskIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Longer than the test takes. */
    private static final int STORY_SECONDS = 600;

    private static final int CHANGES = 5;
    private static final int DISK_MEBIBYTES = 4;
    private static final List<String> ROLES = List.of("ingest", "processor", "sink");

    @TempDir
    Path directory;

    private final List<Path> disks = new ArrayList<>();

    @AfterEach
    void giveBackDisks() throws Exception {
        for (Path it : disks) {
            SmallDisk.unmount(it);
        }
    }

    @Test
    @Tag("F-36")
    void shouldGoOnOrRefuseInOneLineWhenTheDirectoryOfOneProgramIsFull() throws Exception {
        for (String role : ROLES) {
            Path disk = Files.createDirectories(directory.resolve(role + "-1"));
            assumeTrue(
                    SmallDisk.mount(disk, DISK_MEBIBYTES),
                    "SKIPPED: no right to mount a small disk, so none was filled");
            disks.add(disk);
        }
        try (var cloud = Simulator.start(RandomScenario.busy(7, STORY_SECONDS).scenario(), 0, Instant.now());
                var brokers = new Brokers(directory, 1, 0, 1);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", brokers.bootstrapServers()), 0)) {
            var topics = TopicReader.ofNew(brokers, registry);
            var story = new PublishedStory(topics);
            var settings = RollingUpgradeIT.settings(cloud, topics);
            settings.remove("secrets.fingerprint.key"); // so that ingest keeps one in its directory
            try (var ingest = new RunningProgram(directory, "ingest", "ingest-1", settings);
                    var processor = new RunningProgram(directory, "processor", "processor-1", settings);
                    var sink = new RunningProgram(directory, "sink", "sink-1", settings)) {
                for (RunningProgram it : List.of(ingest, processor, sink)) {
                    it.awaitReady();
                }
                awaitMoreChanges(story);

                goesOnWhileFull(processor, story);
                goesOnWhenNewAndFull(processor, story);

                goesOnWhileFull(sink, story);
                assertThat(sink.output()).contains("The cache of intervals cannot be written; the next start reads");
                goesOnWhenNewAndFull(sink, story);

                goesOnWhileFull(ingest, story);
                Path saved = directory.resolve("fingerprint.key");
                Files.copy(key(), saved, StandardCopyOption.COPY_ATTRIBUTES); // readable by its owner only
                refusesWhenNewAndFull(ingest);
                SmallDisk.makeRoom(disk(ingest));
                Files.copy(saved, key(), StandardCopyOption.COPY_ATTRIBUTES);
                ingest.startAgain();
                ingest.awaitReady();
                awaitMoreChanges(story);
                ingest.stop();
                await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> story.judge(Set.of(), List.of()));
            }
        }
    }

    private Path disk(RunningProgram program) {
        return directory.resolve(program.name());
    }

    private Path key() {
        return directory.resolve("ingest-1").resolve("fingerprint.key");
    }

    private void goesOnWhileFull(RunningProgram program, PublishedStory story) throws Exception {
        SmallDisk.fillUp(disk(program));
        awaitMoreChanges(story);
        program.stop();
        program.startAgain();
        program.awaitReady();
        awaitMoreChanges(story);
    }

    private void goesOnWhenNewAndFull(RunningProgram program, PublishedStory story) throws Exception {
        program.stop();
        empty(disk(program));
        SmallDisk.fillUp(disk(program));
        program.startAgain();
        program.awaitReady();
        awaitMoreChanges(story);
        SmallDisk.makeRoom(disk(program));
    }

    private void refusesWhenNewAndFull(RunningProgram program) throws Exception {
        program.stop();
        empty(disk(program));
        SmallDisk.fillUp(disk(program));
        program.startAgain();
        assertThat(program.exitCode()).isEqualTo(OperatorException.EXIT_CODE);
        assertThat(program.output().lines().filter(it -> it.startsWith("tunnelwatch: ")))
                .singleElement()
                .asString()
                .contains("ingest.data.dir", "No space left on device", "make room");
    }

    private static void awaitMoreChanges(PublishedStory story) {
        int before = story.changes().size();
        await().atMost(PATIENCE).until(() -> story.changes().size() > before + CHANGES);
    }

    /** Deletes what the program keeps there, as on a new machine. */
    private static void empty(Path disk) throws IOException {
        SmallDisk.makeRoom(disk);
        try (Stream<Path> files = Files.walk(disk)) {
            for (Path it : files.filter(it -> !it.equals(disk))
                    .sorted(Comparator.reverseOrder())
                    .toList()) {
                Files.delete(it);
            }
        }
    }
}
