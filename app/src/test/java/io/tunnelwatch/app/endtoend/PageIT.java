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
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page in a real browser, on a running Tunnelwatch that watches a simulated cloud. What is looked at, and what must
 * be seen, stands in {@code src/test/browser/checks.mjs}; each check there is a test here. Pictures are kept in {@code
 * target/screenshots}.
 */
class PageIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHROMIUM = System.getenv().getOrDefault("CHROMIUM", "/usr/bin/chromium");
    private static final Map<String, String> PACE = Map.of(
            "TUNNELWATCH_POLL_INTERVAL", "PT2S",
            "TUNNELWATCH_QUOTA_SHARE", "1",
            "TUNNELWATCH_PAGE_NOTICE", "What you see is simulated.",
            "TUNNELWATCH_ALERTS_FOR", "PT3S",
            "TUNNELWATCH_ALERTS_KEEP_FIRING", "PT3S");

    @TempDir
    Path directory;

    @TestFactory
    Stream<DynamicTest> shouldShowWhatIsAndNothingElse() throws Exception {
        // Given
        Assumptions.assumeTrue(
                Files.isExecutable(Path.of(CHROMIUM)),
                "SKIPPED, the page was not looked at: " + CHROMIUM
                        + " is not there (Debian: apt-get install chromium, or name another one with CHROMIUM).");
        var browser = NodeProject.install(Path.of("src/test/browser"), Path.of("target/browser"));
        browser.copy(Path.of("../sink/src/main/resources/web"), browser.home().resolve("web"));
        try (var here = RunningTunnelwatch.start(place("here"), PACE, List.of("--simulate", scenario()));
                var elsewhere = here.startSink(place("elsewhere"));
                var parts = new Parts(place("parts"))) {
            // When
            var checks = look(browser, here, elsewhere, parts);

            // Then
            return checks.stream().map(PageIT::test);
        }
    }

    private Path place(String name) throws IOException {
        return Files.createDirectory(directory.resolve(name));
    }

    private String scenario() throws IOException {
        Path file = directory.resolve("page.yaml");
        try (var yaml = PageIT.class.getResourceAsStream("page.yaml")) {
            Files.copy(yaml, file);
        }
        return file.toString();
    }

    private static List<JsonNode> look(
            NodeProject browser, RunningTunnelwatch here, RunningTunnelwatch elsewhere, Parts parts) throws Exception {
        Process process = browser.command(List.of(
                        "node",
                        "checks.mjs",
                        origin(here),
                        origin(elsewhere),
                        parts.page().toString(),
                        Path.of("target/screenshots").toAbsolutePath().toString()))
                .start();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
                var answers = process.outputWriter(StandardCharsets.UTF_8)) {
            var checks = new ArrayList<JsonNode>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode it = JSON.readTree(line);
                if (it.has("act")) {
                    act(it.path("act").asText(), here, elsewhere, parts);
                    answers.write("done\n");
                    answers.flush();
                } else {
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

    /** What a browser cannot do by itself. */
    private static void act(String what, RunningTunnelwatch here, RunningTunnelwatch elsewhere, Parts parts)
            throws Exception {
        switch (what) {
            case "kill the sink" -> elsewhere.kill();
            case "start the sink" -> elsewhere.restart();
            case "kill the rest" -> here.kill();
            case "start the rest" -> here.restart();
            case "stop the processor" -> parts.stopProcessor();
            case "start the processor" -> parts.startProcessor();
            default -> fail("Nobody knows how to " + what);
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
