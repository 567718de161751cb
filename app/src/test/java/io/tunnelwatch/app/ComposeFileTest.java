package io.tunnelwatch.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The compose file as text: what must hold for it before any engine reads it. */
class ComposeFileTest {
    private static final Path FILE = Path.of("../docker-compose.yml");
    private static final Pattern IMAGE = Pattern.compile("(?m)^ +image: (\\S+)$");
    private static final Pattern PORTS = Pattern.compile("(?m)^ +ports: \\[(.*)]$");

    @Test
    void shouldPinEveryImage() throws IOException {
        List<String> images = all(IMAGE);

        assertThat(images)
                .hasSize(7)
                .filteredOn(it -> !it.equals("tunnelwatch/tunnelwatch:dev"))
                .hasSize(6)
                .allMatch(it -> it.matches("[a-z/-]+:v?\\d+\\.\\d+[.\\w-]*"));
        // Our own is built here. Anybody could publish something under its name.
        assertThat(Files.readString(FILE)).contains("image: tunnelwatch/tunnelwatch:dev\n  pull_policy: never\n");
    }

    @Test
    void shouldPublishEveryPortOnLoopbackOnly() throws IOException {
        assertThat(all(PORTS))
                .hasSize(7)
                .allMatch(it -> it.matches("\"127\\.0\\.0\\.1:\\$\\{PORT_[A-Z]+:-\\d+}:\\d+\""));
        assertThat(Files.readString(FILE).split("\n +ports:")).hasSize(8);
    }

    @Test
    void shouldHoldNoPassword() throws IOException {
        assertThat(Files.readAllLines(FILE))
                .filteredOn(it -> it.matches(" +\\w*(PASSWORD|TOKEN)\\w*: .*"))
                .hasSize(4)
                .allMatch(it -> it.contains("_FILE: /run/secrets/") || it.contains("${ALIBABA_CLOUD_"));
    }

    /** Grafana reads these files itself; an unquoted variable in braces would end its start. */
    @Test
    void shouldGiveGrafanaFilesThatItCanRead() throws IOException {
        var yaml = new ObjectMapper(new YAMLFactory());
        for (String it : List.of("datasources", "dashboards")) {
            var file = Path.of("../deploy/grafana/provisioning", it, "tunnelwatch.yaml")
                    .toFile();

            assertThat(yaml.readTree(file).path("apiVersion").asInt()).as(it).isEqualTo(1);
        }
    }

    private static List<String> all(Pattern pattern) throws IOException {
        return pattern.matcher(Files.readString(FILE))
                .results()
                .map((MatchResult it) -> it.group(1))
                .toList();
    }
}
