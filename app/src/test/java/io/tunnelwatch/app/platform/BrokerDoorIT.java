package io.tunnelwatch.app.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tunnelwatch.app.platform.EmbeddedBroker.ClientPermissions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SecurityDisabledException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Strangers on this machine may read from the embedded broker, and do nothing else. */
@Tag("S-20")
class BrokerDoorIT {
    private static final String TOPIC = "vpn.observations.v1";
    private static final String OUR_GROUP = "tunnelwatch-processor";
    private static final TopicPartition PARTITION = new TopicPartition(TOPIC, 0);
    private static final ConfigResource TOPIC_CONFIG = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);

    @TempDir
    static Path directory;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void start() throws Exception {
        broker = start(directory);
        try (var admin = Admin.create(ours())) {
            admin.createTopics(List.of(new NewTopic(TOPIC, Optional.of(1), Optional.empty())))
                    .all()
                    .get();
        }
        send(ours(), "true");
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    private static EmbeddedBroker start(Path in) {
        return EmbeddedBroker.start(in, 0, 16 << 20, ClientPermissions.reading(Set.of(OUR_GROUP)));
    }

    /** A request of an administrator's client. */
    private record Ask(String what, java.util.function.Function<Admin, KafkaFuture<?>> of) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Stream<Ask> changes() {
        var retention = new AlterConfigOp(new ConfigEntry("retention.ms", "1"), AlterConfigOp.OpType.SET);
        var acl = new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, TOPIC, PatternType.LITERAL),
                new AccessControlEntry("User:ANONYMOUS", "*", AclOperation.ALL, AclPermissionType.ALLOW));
        return Stream.of(
                new Ask("create topic", it -> it.createTopics(List.of(new NewTopic("x", 1, (short) 1)))
                        .all()),
                new Ask("delete topic", it -> it.deleteTopics(List.of(TOPIC)).all()),
                new Ask("delete records", it -> it.deleteRecords(Map.of(PARTITION, RecordsToDelete.beforeOffset(1)))
                        .all()),
                new Ask("add partitions", it -> it.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(9)))
                        .all()),
                new Ask("alter config", it -> it.incrementalAlterConfigs(Map.of(TOPIC_CONFIG, List.of(retention)))
                        .all()),
                new Ask("give a right", it -> it.createAcls(List.of(acl)).all()),
                new Ask("move our group", it -> it.alterConsumerGroupOffsets(
                                OUR_GROUP, Map.of(PARTITION, new OffsetAndMetadata(1)))
                        .all()),
                new Ask("delete our group", it -> it.deleteConsumerGroups(List.of(OUR_GROUP))
                        .all()));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void shouldNotChangeForStrangers(Ask ask) throws Exception {
        try (var admin = Admin.create(strangers())) {
            assertThatThrownBy(() -> ask.of().apply(admin).get())
                    .cause()
                    .isInstanceOfAny(AuthorizationException.class, SecurityDisabledException.class);
        }
        assertThat(read("after-" + ask.what().replace(' ', '-'))).containsExactly("true");
    }

    @Test
    void shouldTakeNoRecordsFromStrangers() {
        assertThatThrownBy(() -> send(strangers(), "forged")).hasRootCauseInstanceOf(AuthorizationException.class);
        var plain = new HashMap<>(strangers());
        plain.put("enable.idempotence", false);
        assertThatThrownBy(() -> send(plain, "forged")).hasRootCauseInstanceOf(AuthorizationException.class);
        assertThat(read("after-forgery")).containsExactly("true");
    }

    @Test
    void shouldBeginNoTransactionsForStrangers() {
        var config = new HashMap<>(strangers());
        config.put("transactional.id", "ingest-1");
        try (var producer = new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            assertThatThrownBy(producer::initTransactions).isInstanceOf(AuthorizationException.class);
        }
    }

    @Test
    void shouldLetStrangersReadInGroupsOfTheirOwn() {
        assertThat(read("kcat")).containsExactly("true");
        assertThat(read("kcat")).as("its offsets are kept").isEmpty();
    }

    @Test
    void shouldKeepStrangersOutOfOurGroups() {
        assertThatThrownBy(() -> read(OUR_GROUP)).isInstanceOf(GroupAuthorizationException.class);
    }

    @Test
    void shouldShowStrangersEverythingButTheSecret() throws Exception {
        try (var admin = Admin.create(strangers())) {
            var broker1 = new ConfigResource(ConfigResource.Type.BROKER, "1");
            Map<ConfigResource, Config> shown =
                    admin.describeConfigs(List.of(TOPIC_CONFIG, broker1)).all().get();
            assertThat(shown.get(TOPIC_CONFIG)).isNotNull();
            assertThat(shown.get(broker1)).isNotNull();
            assertThat(shown.toString()).doesNotContain(secret());
            assertThat(admin.listTopics().names().get()).contains(TOPIC);
            assertThat(admin.describeCluster().nodes().get()).hasSize(1);
        }
    }

    @Test
    void shouldNotLetInWhoHasAnotherSecret() {
        var config = new HashMap<>(ours());
        config.put("sasl.jaas.config", login().replace(secret(), "must-never"));
        try (var admin = Admin.create(config)) {
            assertThatThrownBy(() -> admin.listTopics().names().get())
                    .cause()
                    .isInstanceOf(AuthenticationException.class);
        }
    }

    @Test
    void shouldNotTalkToStrangersAsAController() throws Exception {
        try (var admin = Admin.create(strangers())) {
            var resource = new ConfigResource(ConfigResource.Type.BROKER, "1");
            String voters = Objects.requireNonNull(
                            admin.describeConfigs(List.of(resource)).all().get().get(resource))
                    .get("controller.quorum.voters")
                    .value();
            var direct = Map.<String, Object>of(
                    "bootstrap.controllers",
                    voters.replaceFirst(".*@", ""),
                    "default.api.timeout.ms",
                    2_000,
                    "request.timeout.ms",
                    1_000);
            try (var controller = Admin.create(direct)) {
                assertThatThrownBy(() ->
                                controller.describeMetadataQuorum().quorumInfo().get())
                        .cause()
                        .isInstanceOfAny(TimeoutException.class, KafkaException.class);
            }
        }
    }

    @Test
    @Tag("S-23")
    void shouldMakeNoTopicBecauseSomebodyNamesIt() throws Exception {
        // Given
        var hasty = new HashMap<>(ours());
        hasty.put("max.block.ms", 1_500);

        // When
        try (var producer = new KafkaProducer<>(hasty, new StringSerializer(), new StringSerializer());
                var admin = Admin.create(ours())) {
            assertThatThrownBy(() ->
                            producer.send(new ProducerRecord<>("misspelt", "x")).get())
                    .hasCauseInstanceOf(TimeoutException.class);

            // Then
            assertThat(admin.listTopics().names().get()).contains(TOPIC).doesNotContain("misspelt");
        }
    }

    /** Kafka sets memory aside for what four bytes announce, before it knows who sends them. */
    @Test
    @Tag("S-37")
    void shouldSetNoMemoryAsideForWhateverIsAnnounced() throws Exception {
        for (int port : ports()) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(ByteBuffer.allocate(4).putInt(99 << 20).array());

                assertThat(socket.getInputStream().read())
                        .as("port %d hangs up", port)
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    @Tag("S-37")
    void shouldServeItsOwnClientsWhileStrangersTakeEveryConnection() throws Exception {
        // Given
        var strangers = new ArrayList<Socket>();
        try {
            while (strangers.size() < 300 && announceOneMore(strangers)) {
                assertThat(strangers.get(strangers.size() - 1).isConnected()).isTrue();
            }

            // When
            try (var admin = Admin.create(ours())) {
                // Then
                assertThat(admin.listTopics().names().get()).contains(TOPIC);
            }
            assertThat(answered(strangers))
                    .as("strangers that the broker holds memory for")
                    .isBetween(1, 60);
        } finally {
            for (var socket : strangers) {
                socket.close();
            }
        }
        assertThat(read("after-the-crowd")).containsExactly("true");
    }

    /** Returns whether the operating system, whose queue is short, still takes connections for the broker. */
    private static boolean announceOneMore(List<Socket> strangers) throws Exception {
        var socket = new Socket();
        strangers.add(socket);
        try {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port(broker.bootstrapServers())), 2_000);
        } catch (SocketTimeoutException e) {
            return false;
        }
        socket.getOutputStream().write(ByteBuffer.allocate(4).putInt(4 << 20).array());
        return true;
    }

    /** The number of connections that the broker has accepted; the others wait in the operating system. */
    private static int answered(List<Socket> strangers) throws Exception {
        String port = String.format(":%04X", port(broker.bootstrapServers()));
        int open = 0;
        for (String table : new String[] {"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", table))) {
                String[] fields = line.strip().split("\\s+");
                // A connection that a process has accepted has an inode of its own.
                if (fields[1].endsWith(port) && fields[3].equals("01") && !fields[9].equals("0")) {
                    open++;
                }
            }
        }
        assertThat(strangers).hasSizeGreaterThan(open);
        return open;
    }

    private static List<Integer> ports() {
        return List.of(port(broker.bootstrapServers()), port(String.valueOf(ours().get("bootstrap.servers"))));
    }

    private static int port(String address) {
        return Integer.parseInt(address.replaceFirst(".*:", ""));
    }

    @Test
    void shouldKeepSecretAndPortOverARestart(@TempDir Path another) throws Exception {
        // Given
        Map<String, String> before;
        try (var first = start(another)) {
            before = first.ownClient();
        }

        // When
        try (var second = start(another)) {
            // Then
            assertThat(second.ownClient()).isEqualTo(before);
            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(another.resolve("kafka/own-clients.secret"))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldMakeAnotherSecretInPlaceOfADamagedOne(@TempDir Path another) throws Exception {
        // Given
        Path file = Files.createDirectory(another.resolve("kafka")).resolve("own-clients.secret");
        Files.writeString(file, "half a sec");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        // When
        try (var started = start(another);
                var admin = Admin.create(new HashMap<String, Object>(started.ownClient()))) {
            // Then
            assertThat(admin.listTopics().names().get()).isEmpty();
        }
    }

    private static List<String> read(String group) {
        var config = new HashMap<>(strangers());
        config.put("group.id", group);
        config.put("auto.offset.reset", "earliest");
        config.put("isolation.level", "read_committed");
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<>(config, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of(TOPIC));
            long end = consumer.endOffsets(List.of(PARTITION)).getOrDefault(PARTITION, 0L);
            while (consumer.assignment().isEmpty() || consumer.position(PARTITION) < end) {
                consumer.poll(Duration.ofMillis(100)).forEach(it -> values.add(it.value()));
            }
            consumer.commitSync();
        }
        return values;
    }

    private static void send(Map<String, Object> access, String value) throws Exception {
        try (var producer = new KafkaProducer<>(access, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(TOPIC, 0, "1/eu", value)).get();
        }
    }

    private static Map<String, Object> ours() {
        return new HashMap<>(broker.ownClient());
    }

    private static Map<String, Object> strangers() {
        return new HashMap<>(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static String secret() {
        return login().replaceFirst(".*password=\"([^\"]*)\".*", "$1");
    }

    private static String login() {
        return broker.ownClient().getOrDefault("sasl.jaas.config", "");
    }
}
