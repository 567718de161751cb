package io.tunnelwatch.app.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With {@code -Dgolden=write} the files of expected texts are written anew. */
class PlanFormatTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/tunnelwatch/app/plan");
    private static final ClusterPlan PLAN = ClusterPlan.of(Settings.of(Map.of()), Map.of());
    private static final Pattern RESOURCE = Pattern.compile("(?m)^resource \"(kafka_[a-z]+)\" \"(\\w+)\" \\{$");

    @ParameterizedTest
    @EnumSource
    void shouldBeAsExpected(PlanFormat format) throws Exception {
        String text = format.textOf(PLAN);
        if ("write".equals(System.getProperty("golden"))) {
            Files.createDirectories(GOLDEN);
            Files.writeString(GOLDEN.resolve(format + ".txt"), text);
        }
        try (var expected = PlanFormatTest.class.getResourceAsStream(format + ".txt")) {
            assertThat(text)
                    .isEqualTo(new String(Objects.requireNonNull(expected).readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldNameTopicsAndGroupsAsTheInstallationDoes() {
        var installation = Settings.of(Map.of(
                "topics.prefix", "net.",
                "topics.partitions", "24",
                "ingest.group.id", "net.ingest",
                "processor.application.id", "net.processor",
                "sink.application.id", "net.sink",
                "notify.application.id", "net.gate"));

        var plan = ClusterPlan.of(installation, Map.of());

        assertThat(plan.topics()).allMatch(it -> it.name().startsWith("net."));
        assertThat(plan.topics())
                .filteredOn(it -> it.name().equals("net.vpn.alerts.v1"))
                .hasSize(1);
        assertThat(plan.internalTopics()).hasSameSizeAs(PLAN.internalTopics());
        assertThat(plan.users().stream().flatMap(user -> user.rights().stream()).map(it -> it.resource()
                        .name()))
                .allMatch(it ->
                        it.startsWith("net.") || it.equals("kafka-cluster") || it.startsWith("tunnelwatch-import-"));
    }

    @Test
    void shouldHaveEverythingInYaml() throws Exception {
        var topics = new TreeSet<String>();
        var rights = new TreeMap<String, Integer>();
        try (var parser = new YAMLFactory().createParser(PlanFormat.STRIMZI.textOf(PLAN))) {
            var objects = new ObjectMapper(new YAMLFactory()).readValues(parser, JsonNode.class);
            while (objects.hasNextValue()) {
                JsonNode it = objects.nextValue();
                JsonNode spec = it.path("spec");
                if (it.path("kind").asText().equals("KafkaTopic")) {
                    assertThat(spec.path("config").path("cleanup.policy").asText())
                            .isNotEmpty();
                    topics.add(spec.path("topicName").asText() + " "
                            + spec.path("partitions").asInt());
                } else {
                    spec.at("/authorization/acls")
                            .forEach(acl -> rights.merge(
                                    it.at("/metadata/name").asText(),
                                    acl.path("operations").size(),
                                    Integer::sum));
                    assertThat(spec.at("/authorization/acls/0/resource/type").asText())
                            .isNotEmpty();
                }
            }
        }
        assertThat(topics).hasSameElementsAs(named(PLAN.topics()));
        assertThat(rights).isEqualTo(countedRights());
    }

    @Test
    void shouldBeAShellScript() throws Exception {
        var shell = new ProcessBuilder("sh", "-n").start();
        try (var script = shell.outputWriter()) {
            script.write(PlanFormat.KAFKA_CLI.textOf(PLAN));
        }
        assertThat(shell.waitFor()).isZero();
    }

    @Test
    void shouldHaveEverythingInTerraform() {
        String text = PlanFormat.TERRAFORM.textOf(PLAN);
        var names = RESOURCE.matcher(text)
                .results()
                .map(it -> it.group(1) + "." + it.group(2))
                .toList();
        int rights =
                countedRights().values().stream().mapToInt(Integer::intValue).sum();
        assertThat(names).doesNotHaveDuplicates().hasSize(PLAN.topics().size() + rights);
        assertThat(text.chars().filter(it -> it == '{').count())
                .isEqualTo(text.chars().filter(it -> it == '}').count());
    }

    @Test
    void shouldFollowTheNamesInTheSettings() {
        var settings = Settings.of(Map.of(
                "ingest.group.id", "eu-ingest",
                "processor.application.id", "eu-processor",
                "sink.application.id", "eu-sink",
                "notify.application.id", "eu-notify",
                "postgres.url", "not a database"));
        String text = PlanFormat.KAFKA_CLI.textOf(ClusterPlan.of(settings, Map.of("ingest", "vpn", "sink", "vpn")));

        assertThat(text)
                .contains("'User:vpn'", "--group eu-ingest ", "eu-processor-targets-changelog")
                .contains("eu-sink-hours-repartition", "--transactional-id eu-notify-")
                .doesNotContain("tunnelwatch-ingest", "tunnelwatch-processor-", "tunnelwatch-notify-");
    }

    @Test
    void shouldRefuseAPartThatThereIsNot() {
        assertThatThrownBy(() -> ClusterPlan.of(Settings.of(Map.of()), Map.of("sing", "x")))
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("'sing'")
                .hasMessageContaining("operator");
    }

    private static List<String> named(List<Topic> topics) {
        return topics.stream().map(it -> it.name() + " " + it.partitions()).toList();
    }

    private static TreeMap<String, Integer> countedRights() {
        var counted = new TreeMap<String, Integer>();
        PLAN.users().forEach(user -> user.rights()
                .forEach(it -> counted.merge(user.name(), it.operations().size(), Integer::sum)));
        return counted;
    }
}
