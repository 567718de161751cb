package io.tunnelwatch.app.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tunnelwatch.app.platform.EmbeddedBroker;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.Settings;
import io.tunnelwatch.schemas.topics.CloudEvent;
import io.tunnelwatch.schemas.topics.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.FacetReason;
import io.tunnelwatch.v1.FacetState;
import io.tunnelwatch.v1.FacetValue;
import io.tunnelwatch.v1.Order;
import io.tunnelwatch.v1.Transition;
import io.tunnelwatch.v1.TransitionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's Kafka and registry clients, in another language, read our topic. */
class ThirdPartyClientIT {
    private static final Path SOURCES = Path.of("src/test/node");
    private static final int RECORDS = 20;

    @TempDir
    Path directory;

    @Test
    void shouldBeReadByAClientOfAnotherMaker() throws Exception {
        // Given
        assumeTrue(
                runs("node", "--version") && runs("npm", "--version"), "SKIPPED: no Node.js and npm on this machine");
        Path client = installed();
        try (var broker = EmbeddedBroker.start(directory.resolve("data"), 0);
                var registry = EmbeddedRegistry.start(Map.of("bootstrap.servers", broker.bootstrapServers()), 0)) {
            var sent = send(broker.bootstrapServers(), registry.address().toString());

            // When
            var read =
                    read(client, broker.bootstrapServers(), registry.address().toString());

            // Then
            assertThat(read).hasSize(RECORDS);
            assertThat(read.stream()
                            .map(it -> it.path("value").path("transitionId").asText())
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(
                            sent.stream().map(Transition::getTransitionId).toList());
            assertThat(read).allSatisfy(it -> {
                assertThat(it.path("value").path("kind").asText()).isEqualTo("FACET_CHANGED");
                assertThat(it.path("value").path("to").toString()).contains("PHASE2_NOT_ESTABLISHED");
                assertThat(it.path("headers").path("ce_id").asText())
                        .isEqualTo(it.path("value").path("transitionId").asText());
            });
        }
    }

    private List<Transition> send(String broker, String registry) throws Exception {
        var access = KafkaAccess.of(
                Settings.of(Map.of(KafkaAccess.BOOTSTRAP_SERVERS, broker, KafkaAccess.REGISTRY_URL, registry)));
        try (var topics = TopicAdmin.connect(access.admin())) {
            topics.create(List.of(Topics.TRANSITIONS));
        }
        var sent = new ArrayList<Transition>();
        try (var serde = access.serde(Transition.class);
                var producer = new KafkaProducer<>(access.producer(), new StringSerializer(), serde.serializer())) {
            for (int i = 0; i < RECORDS; i++) {
                var it = transition(i);
                sent.add(it);
                var event = new CloudEvent(
                        it.getTransitionId(),
                        "io.tunnelwatch.transition.v1",
                        "acct/region",
                        it.getEntity(),
                        it.getDetectedAt());
                producer.send(new ProducerRecord<>(
                                Topics.TRANSITIONS.name(), null, null, it.getEntity(), it, event.headers()))
                        .get();
            }
        }
        return sent;
    }

    private static List<JsonNode> read(Path client, String broker, String registry) throws Exception {
        Path output = client.resolve("output.txt");
        var process = new ProcessBuilder(
                        "node", "read.mjs", broker, registry, Topics.TRANSITIONS.name(), Integer.toString(RECORDS))
                .directory(client.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor()).as(Files.readString(output)).isZero();
        var lines = new ArrayList<JsonNode>();
        for (String line : Files.readAllLines(output)) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static Path installed() throws Exception {
        Path client = Files.createDirectories(Path.of("target/node"));
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(
                        file,
                        client.resolve(String.valueOf(file.getFileName())),
                        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Path log = client.resolve("npm.txt");
        int code = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                .directory(client.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        assertThat(code).as(Files.readString(log)).isZero();
        return client;
    }

    private static Transition transition(int i) {
        Instant at = Instant.parse("2026-01-01T00:00:00Z").plusSeconds(i);
        return Transition.newBuilder()
                .setTransitionId("transition-" + i)
                .setKind(TransitionKind.FACET_CHANGED)
                .setAccount("acct")
                .setRegion("region")
                .setConnectionId("vco-" + i)
                .setEntity("vco-" + i)
                .setFacet(FacetKind.IPSEC)
                .setFrom(new FacetValue(FacetState.UP, FacetReason.IPSEC_ESTABLISHED, "ipsec_sa_established", at))
                .setTo(new FacetValue(
                        FacetState.DOWN, FacetReason.PHASE2_NOT_ESTABLISHED, "ipsec_sa_not_established", at))
                .setNotBefore(at)
                .setDetectedAt(at)
                .setOrder(new Order(1L, (long) i, 0))
                .build();
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
