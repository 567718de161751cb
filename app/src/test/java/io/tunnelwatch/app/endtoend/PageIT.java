package io.tunnelwatch.app.endtoend;

import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.NodeProject;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, on a running Tunnelwatch that watches a simulated cloud. {@code src/test/browser/checks.mjs}
 * defines the checks; each is a test here. Pictures are kept in {@code target/screenshots}.
 */
@Tag("heavy")
class PageIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHROMIUM = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");

    /** Part of the names of checks, the only ones that run: {@code -Donly=keyboard}. */
    private static final String ONLY = System.getProperty("only", "");

    private static final Map<String, String> PACE = Map.of(
            "TUNNELWATCH_POLL_INTERVAL", "PT2S",
            "TUNNELWATCH_QUOTA_SHARE", "1",
            "TUNNELWATCH_PAGE_NOTICE", "What you see is simulated.",
            "TUNNELWATCH_ALERTS_FOR", "PT3S",
            "TUNNELWATCH_ALERTS_KEEP_FIRING", "PT3S");

    @TempDir
    Path directory;

    /** Runs only while it is needed, because the machine has enough to do. */
    private Optional<SeparatePrograms> parts = Optional.empty();

    private Optional<RunningTunnelwatch> fleet = Optional.empty();

    @TestFactory
    Stream<DynamicTest> shouldShowWhatIsAndNothingElse() throws Exception {
        // Given
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of(CHROMIUM)),
                "SKIPPED, the page was not looked at: " + CHROMIUM
                        + " is not there (Debian: apt-get install chromium, or name another one with CHROMIUM).");
        var browser = NodeProject.install(Path.of("src/test/browser"), Path.of("target/browser"));
        browser.copy(Path.of("../sink/src/main/resources/web"), browser.home().resolve("web"));
        try (var here = RunningTunnelwatch.start(place("here"), PACE, List.of("--simulate", scenario("page.yaml")));
                var elsewhere = here.startSink(place("elsewhere"))) {
            // When
            var checks = look(browser, here, elsewhere);

            // Then
            return checks.stream().map(PageIT::test);
        }
    }

    private Path place(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private String scenario(String name) throws IOException {
        Path file = directory.resolve(name);
        try (var yaml = PageIT.class.getResourceAsStream(name)) {
            Files.copy(yaml, file);
        }
        return file.toString();
    }

    private List<JsonNode> look(NodeProject browser, RunningTunnelwatch here, RunningTunnelwatch elsewhere)
            throws Exception {
        var command = browser.command(List.of(
                "node",
                "checks.mjs",
                origin(here),
                origin(elsewhere),
                Path.of("target/screenshots").toAbsolutePath().toString()));
        if (!ONLY.isEmpty()) {
            command.environment().put("ONLY", ONLY);
        }
        Process process = command.start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                var answers = process.outputWriter(StandardCharsets.UTF_8)) {
            var checks = new ArrayList<JsonNode>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode it = JSON.readTree(line);
                if (it.has("act")) {
                    answers.write(act(it.path("act").asText(), here, elsewhere) + "\n");
                    answers.flush();
                } else {
                    System.out.printf(
                            "%,9d ms  %s%n",
                            it.path("millis").asLong(), it.path("check").asText());
                    checks.add(it);
                }
            }
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                fail("The browser gave up: " + browser.complaints());
            }
            return checks;
        } finally {
            process.destroyForcibly();
        }
    }

    /** Does what a browser cannot do by itself. Answers with the address of what it has started. */
    private String act(String what, RunningTunnelwatch here, RunningTunnelwatch elsewhere) throws Exception {
        switch (what) {
            case "kill the sink" -> elsewhere.kill();
            case "start the sink" -> elsewhere.restart();
            case "kill the rest" -> here.kill();
            case "start the rest" -> here.restart();
            case "tell what is recorded" -> {
                return RecordedStory.of(here.topics());
            }
            case "start the fleet" -> {
                return origin(startFleet());
            }
            case "start the parts" -> {
                return startParts().page().toString();
            }
            case "stop the processor" -> parts.orElseThrow().stopProcessor();
            case "start the processor" -> parts.orElseThrow().startProcessor();
            case "stop the others" -> stopOthers();
            default -> fail("Nobody knows how to " + what);
        }
        return "done";
    }

    private RunningTunnelwatch startFleet() throws Exception {
        var started = RunningTunnelwatch.start(
                place("fleet"),
                Map.of("TUNNELWATCH_POLL_INTERVAL", "PT30S", "TUNNELWATCH_QUOTA_SHARE", "1"),
                List.of("--simulate", scenario("fleet.yaml")));
        fleet = Optional.of(started);
        return started;
    }

    private SeparatePrograms startParts() throws IOException {
        var started = new SeparatePrograms(place("parts"));
        parts = Optional.of(started);
        return started;
    }

    @AfterEach
    void stopOthers() throws Exception {
        try {
            parts.ifPresent(SeparatePrograms::close);
            if (fleet.isPresent()) {
                fleet.get().close();
            }
        } finally {
            parts = Optional.empty();
            fleet = Optional.empty();
        }
    }

    private static String origin(RunningTunnelwatch it) {
        return it.address("").toString();
    }

    private static DynamicTest test(JsonNode check) {
        return DynamicTest.dynamicTest(check.path("check").asText(), () -> {
            String error = check.path("error").asText();
            if (!error.isEmpty()) {
                fail(error);
            }
        });
    }
}
