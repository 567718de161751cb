package io.tunnelwatch.app.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.NodeProject;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The chart in the eyes of the real Helm, and its objects in those of the schemas of Kubernetes. */
class HelmChartIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path CHART = Path.of("../deploy/helm/tunnelwatch");
    private static final Path VALUES = Path.of("src/test/helm/values");

    @TempDir
    Path directory;

    @Test
    void shouldHaveNothingThatLintComplainsAbout() throws Exception {
        var lint = helm("lint", CHART, Path.of("none"));

        assertThat(lint.exitCode()).as(lint.all()).isZero();
        assertThat(lint.all()).doesNotContain("[WARNING]", "[ERROR]");
    }

    /** The archive that a release has: Helm takes it, and renders it to the same objects as the directory. */
    @Test
    void shouldBeTheSameAsAnArchive() throws Exception {
        Path archive = directory.resolve("tunnelwatch-chart.tgz");
        Process packing = new ProcessBuilder("../deploy/helm/build", archive.toString())
                .inheritIO()
                .start();
        assertThat(packing.waitFor()).isZero();

        var packed = helm("template", archive, VALUES.resolve("full.yaml"));

        assertThat(packed.exitCode()).as(packed.all()).isZero();
        assertThat(packed.output())
                .isEqualTo(helm("template", CHART, VALUES.resolve("full.yaml")).output())
                .contains("kind: PrometheusRule");
    }

    @ParameterizedTest
    @CsvSource({"small, 13", "full, 16"})
    void shouldRenderObjectsThatKubernetesAccepts(String values, int count) throws Exception {
        List<JsonNode> objects = validated(values);

        assertThat(objects).hasSize(count);
        assertThat(objects)
                .extracting(it -> it.path("problem").asText())
                .as("problems")
                .containsOnly("null");
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "full"})
    void shouldGiveNoPodAPowerThatItDoesNotNeed(String values) throws Exception {
        List<JsonNode> pods = pods(values);

        assertThat(pods).hasSize(3).allSatisfy(pod -> {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            var containers = new ArrayList<JsonNode>();
            pod.path("containers").forEach(containers::add);
            pod.path("initContainers").forEach(containers::add);
            assertThat(containers).hasSize(2).allSatisfy(it -> {
                assertThat(it.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                        .isTrue();
                assertThat(it.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(it.at("/securityContext/capabilities/drop/0").asText())
                        .isEqualTo("ALL");
                assertThat(it.at("/resources/limits/memory").asText()).isNotEmpty();
            });
        });
    }

    /** A pod that returns under another name would leave its tasks to nobody for the session timeout. */
    @Test
    void shouldGiveEachProgramTheNameOfItsPod() throws Exception {
        for (JsonNode pod : pods("full")) {
            JsonNode program = pod.at("/containers/0");
            String variable = "TUNNELWATCH_" + program.path("name").asText().toUpperCase(Locale.ROOT) + "_INSTANCE_ID";

            assertThat(program.path("env"))
                    .filteredOn(it -> it.path("name").asText().equals(variable))
                    .singleElement()
                    .satisfies(it -> assertThat(
                                    it.at("/valueFrom/fieldRef/fieldPath").asText())
                            .isEqualTo("metadata.name"));
        }
    }

    @Test
    void shouldWriteSettingsThatThePropertiesFormatGivesBack() throws Exception {
        Properties settings = settings("full");

        assertThat(settings)
                .containsEntry("bootstrap.servers", "a:9093,b:9093")
                .containsEntry("targets", "main/cn-hangzhou,main/eu-central-1")
                .containsEntry("poll.interval", "PT15S")
                .containsEntry("ops.port", "8090")
                .containsEntry("http.users.file", "/run/secrets/tunnelwatch/users")
                .containsEntry("page.notice", "Two lines\\and \"quotes\": {{ nothing }}");
        assertThat(settings.getProperty("http.allowed.hosts"))
                .startsWith("test-tunnelwatch-page,")
                .endsWith(",vpn.example.org");
    }

    @ParameterizedTest
    @CsvSource({
        "'targets: [a/b]', kafka.bootstrapServers is needed",
        "'kafka: {bootstrapServers: k, schemaRegistryUrl: r}', targets is needed",
        "'{kafka: {bootstrapServers: k, schemaRegistryUrl: r}, targets: [a/b], page: {open: false}}', page.usersFile"
    })
    void shouldSayWhatIsMissing(String values, String message) throws Exception {
        String open = values.contains("page") ? "" : "\npage: {open: true}\n";
        Path file = Files.writeString(directory.resolve("values.yaml"), values + open);

        var refused = helm("template", CHART, file);

        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.all()).contains(message);
    }

    @Test
    void shouldHaveTheVersionOfTheProject() throws IOException {
        String chart = Files.readString(CHART.resolve("Chart.yaml"));
        String pom = Files.readString(Path.of("../pom.xml"));
        String version = pom.replaceAll("(?s).*?<artifactId>tunnelwatch</artifactId>\\s*<version>([^<]*)<.*", "$1");

        assertThat(chart).contains("\nversion: " + version + "\n", "\nappVersion: \"" + version + "\"");
    }

    private Properties settings(String values) throws Exception {
        var settings = new Properties();
        for (JsonNode it : validated(values)) {
            if (it.at("/object/kind").asText().equals("ConfigMap")) {
                settings.load(new StringReader(it.path("object")
                        .path("data")
                        .path("settings.properties")
                        .asText()));
            }
        }
        return settings;
    }

    private List<JsonNode> pods(String values) throws Exception {
        return validated(values).stream()
                .map(it -> it.path("object"))
                .filter(it -> it.path("kind").asText().equals("StatefulSet"))
                .map(it -> it.at("/spec/template/spec"))
                .toList();
    }

    /** The objects that the chart makes of these values, each with the problem that its schema has with it. */
    private List<JsonNode> validated(String values) throws Exception {
        var rendered = helm("template", CHART, VALUES.resolve(values + ".yaml"));
        assertThat(rendered.exitCode()).as(rendered.all()).isZero();
        Path file = Files.writeString(directory.resolve(values + ".yaml"), rendered.output());
        var node = NodeProject.install(Path.of("src/test/kubernetes"), Path.of("target/kubernetes"));
        Path answers = directory.resolve(values + ".jsonl");
        int exitCode = node.run(List.of("node", "validate.mjs", file.toString()), answers);
        assertThat(exitCode).as(node.complaints()).isZero();
        var objects = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(answers)) {
            objects.add(JSON.readTree(line));
        }
        return objects;
    }

    private record Answer(int exitCode, String output, String errors) {
        String all() {
            return output + errors;
        }
    }

    /** Helm's library in a process of its own: it is native, and only tests need it. */
    private Answer helm(String command, Path chart, Path other) throws Exception {
        try (Stream<Path> jars = Files.list(Path.of("target/counterparts/helm"))) {
            assertThat(jars).as("Helm, which the build puts here").hasSize(4);
        }
        Path output = Files.createTempFile(directory, "helm", ".txt");
        Path errors = Files.createTempFile(directory, "helm", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-cp",
                        "target/counterparts/helm/*",
                        "src/test/helm/Chart.java",
                        command,
                        chart.toString(),
                        other.toString())
                .redirectError(errors.toFile())
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError("Helm does not end");
        }
        return new Answer(process.exitValue(), Files.readString(output), Files.readString(errors));
    }
}
