package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.CommandResult;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With {@code topics.prefix}, everything works as without it, and no topic and no subject has a name without the prefix. */
@Timeout(300)
@SuppressWarnings("try") // it may be interrupted
class PrefixedTopicsIT {
    private static final TopicNames NAMES = new TopicNames("net.", 6);
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void shouldWorkUnderThePrefixAlone() throws Exception {
        // Given
        try (var cloud = Simulator.start(RandomScenario.busy(7, 120).scenario(), 0, Instant.now());
                var running = RunningTunnelwatch.start(directory, settings(cloud), List.of("--open-broker"))) {
            // When
            await().atMost(PATIENCE)
                    .until(() -> !records(running, Topics.ALERTS).isEmpty()
                            && !records(running, Topics.NOTIFICATIONS).isEmpty());
            write(running, NAMES.of(Topics.OBSERVATIONS).name(), "nobody", "not an observation");
            write(running, NAMES.of(Topics.TRANSITIONS).name(), "nobody", "not a transition");
            await().atMost(PATIENCE)
                    .until(() -> records(running, Topics.DEAD_LETTERS).size() >= 2);

            // Then
            everyNameHasThePrefix(running);
            commandsFindTheTopics(running);

            // When
            assertThat(running.stop()).isZero();
            running.restart();
            int before = records(running, Topics.TRANSITIONS).size();
            await().atMost(PATIENCE)
                    .until(() -> records(running, Topics.TRANSITIONS).size() > before);

            // Then
            assertThat(records(running, Topics.TRANSITIONS).stream()
                            .flatMap(it -> Stream.ofNullable(it.headers().lastHeader("ce_id")))
                            .map(it -> new String(it.value(), StandardCharsets.UTF_8)))
                    .doesNotHaveDuplicates();
            assertThat(running.board().takeLies()).isEmpty();
        }
    }

    private static Map<String, String> settings(Simulator cloud) {
        var settings = new HashMap<>(KillAndRestartIT.settings(cloud));
        settings.put("TUNNELWATCH_TOPICS_PREFIX", NAMES.prefix());
        return settings;
    }

    private static void everyNameHasThePrefix(RunningTunnelwatch running) throws Exception {
        assertThat(running.topics().names())
                .containsAll(NAMES.of(Topics.all()).stream().map(Topic::name).toList())
                .allMatch(it -> it.startsWith("net.") || it.startsWith("tunnelwatch-") || it.equals("_schemas"));
        var subjects = new ArrayList<String>();
        new ObjectMapper()
                .readTree(
                        URI.create(running.registryUrl() + "/subjects").toURL().openStream())
                .forEach(it -> subjects.add(it.asText()));
        assertThat(subjects)
                .contains("net.vpn.observations.v1-value", "net.vpn.alerts.v1-value")
                .allMatch(it -> it.startsWith("net.") || it.startsWith("tunnelwatch-"));
    }

    private static void commandsFindTheTopics(RunningTunnelwatch running) {
        assertThat(command(running, "topics").out())
                .contains("net.vpn.history.v1")
                .doesNotContain(" vpn.");
        assertThat(command(running, "topics", "--verify").out()).contains("exist and are correct");
        assertThat(command(running, "targets").out()).contains(RandomScenario.TARGET);
        assertThat(command(running, "replay").out()).contains(" published steps.");
        assertThat(command(running, "explain", "vco-single0").out()).contains("IPSEC first seen: ");
        assertThat(command(running, "tail", "--since", "10m", "--no-follow").out())
                .contains("single-0");
        assertThat(command(running, "topics", "--verify", "--set", "topics.prefix=")
                        .out())
                .contains("vpn.alerts.v1 is missing");
    }

    private static CommandResult command(RunningTunnelwatch running, String... arguments) {
        var command = new ArrayList<>(List.of(arguments));
        command.addAll(List.of(
                "--bootstrap-servers",
                running.bootstrapServers(),
                "--set",
                "schema.registry.url=" + running.registryUrl()));
        var result =
                CommandResult.in(Map.of("TUNNELWATCH_TOPICS_PREFIX", NAMES.prefix()), command.toArray(String[]::new));
        assertThat(result.err()).as(String.join(" ", command)).doesNotContain("Exception");
        return result;
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(RunningTunnelwatch running, Topic catalogued) {
        return running.topics().raw(NAMES.of(catalogued).name());
    }

    private static void write(RunningTunnelwatch running, String topic, String key, String value) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", running.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, key, value)).get();
        }
    }
}
