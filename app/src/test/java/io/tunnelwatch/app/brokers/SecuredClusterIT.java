package io.tunnelwatch.app.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.app.plan.ClusterPlan;
import io.tunnelwatch.app.plan.ClusterUser;
import io.tunnelwatch.app.repair.ApplicationIds;
import io.tunnelwatch.app.repair.Repartition;
import io.tunnelwatch.app.repair.StoppedKafka;
import io.tunnelwatch.processor.runtime.Processor;
import io.tunnelwatch.processor.runtime.ProcessorSettings;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.runtime.rights.Right;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.ResourceType;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The programs in a cluster with TLS, in which nothing is allowed but what {@code topics --format kafka-cli} grants. Each of them
 * logs in its own way: ingest by PEM files, the processor by a Java key store, the sink by SCRAM, the notifier by a token.
 */
@Tag("heavy")
@Tag("S-22")
@Timeout(400)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecuredClusterIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> USERS = Map.of("notify", "tunnelwatch-notify");
    private static final ClusterPlan PLAN = ClusterPlan.of(Settings.of(Map.of()), USERS);

    @TempDir
    static Path directory;

    private static SecuredBrokers brokers;
    private static Admin root;

    @BeforeAll
    static void start() throws Exception {
        brokers = new SecuredBrokers(
                directory, PLAN.users().stream().map(ClusterUser::name).toList(), 1);
        root = brokers.nodes().admin();
        int commands = brokers.prepare(PLAN);
        assertThat(commands).isGreaterThan(PLAN.topics().size());
    }

    @AfterAll
    static void stop() {
        brokers.close();
    }

    @Test
    @Order(1)
    void shouldMakeWhatThePlanHas() throws Exception {
        var granted = root.describeAcls(org.apache.kafka.common.acl.AclBindingFilter.ANY)
                .values()
                .get();
        assertThat(granted).containsExactlyInAnyOrderElementsOf(bindings());
        try (var topics = TopicAdmin.connect(new HashMap<>(brokers.root()))) {
            assertThat(topics.differences(PLAN.topics())).isEmpty();
            assertThat(topics.tooSmall(PLAN.topics())).isEmpty();
        }
    }

    @Test
    @Order(2)
    void shouldTellOfABrokenTunnelWithTheseRightsOnly() throws Exception {
        try (var world = new SecuredWorld(brokers, directory.resolve("world"))) {
            // When
            world.startAll();

            // Then
            Awaitility.await()
                    .atMost(PATIENCE)
                    .until(() -> !world.receiver().told().isEmpty());
            Awaitility.await().atMost(PATIENCE).until(() -> world.programs().stream()
                    .allMatch(it -> it.health().ready()));
            assertThat(world.programs()).noneMatch(it -> it.ended().isDone());
        }
        assertThat(madeByStreams())
                .as("the plan's list of what Kafka Streams makes")
                .isEqualTo(PLAN.topics().stream()
                        .map(Topic::name)
                        .filter(it -> it.startsWith("tunnelwatch-"))
                        .collect(Collectors.toSet()));
    }

    /** After the programs ran, so that their groups and topics exist. */
    @Test
    @Order(3)
    void shouldNameEachRightThatIsMissing() throws Exception {
        var unnamed = new ArrayList<String>();
        int checked = 0;
        for (ClusterUser user : PLAN.users()) {
            try (var client = TopicAdmin.connect(new HashMap<>(brokers.scram(user.name())))) {
                for (Right right : user.rights()) {
                    if (isToldByKafka(right)) {
                        for (AclOperation it : right.sorted()) {
                            if (!isNamed(client, user, right, it)) {
                                unnamed.add(binding(user, right, it).toString());
                            }
                            checked++;
                        }
                    }
                }
            }
        }
        System.out.println(checked + " rights taken away one by one");
        assertThat(unnamed).isEmpty();
        assertThat(checked).isGreaterThan(60);
    }

    /** As at a managed Kafka, where topics are made beforehand, and not by clients. */
    @Test
    @Order(4)
    void shouldStartWithoutTheRightToMakeTopicsThatExist() throws Exception {
        // Given
        var user = user("tunnelwatch-processor");
        var making = right(user, it -> it.operations().contains(AclOperation.CREATE));
        var create = binding(user, making, AclOperation.CREATE);
        root.deleteAcls(List.of(create.toFilter())).all().get();
        try (var world = new SecuredWorld(brokers, directory.resolve("prepared"));
                var client = TopicAdmin.connect(new HashMap<>(brokers.scram(user.name())))) {
            assertThat(complainsSoon(client, making, true)).isTrue();

            // When
            try (var processor = world.processor()) {

                // Then
                Awaitility.await()
                        .atMost(PATIENCE)
                        .until(() -> processor.health().ready());
            }
        } finally {
            root.createAcls(List.of(create)).all().get();
        }
    }

    @Test
    @Order(5)
    @Tag("F-47")
    void shouldNameARightThatIsTakenAwayWhileItRuns() throws Exception {
        // Given
        var user = user("tunnelwatch-processor");
        var reading = right(user, it -> it.resource().name().equals(Topics.OBSERVATIONS.name()));
        var read = binding(user, reading, AclOperation.READ);
        try (var world = new SecuredWorld(brokers, directory.resolve("revoked"));
                var processor = world.processor()) {
            Awaitility.await().atMost(PATIENCE).until(() -> processor.health().ready());

            // When
            root.deleteAcls(List.of(read.toFilter())).all().get();

            // Then
            assertThat(processor.ended())
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(OperatorException.class)
                    .withMessageContaining("grant what it needs on topic " + Topics.OBSERVATIONS.name());
        } finally {
            root.createAcls(List.of(read)).all().get();
        }
    }

    @Test
    @Order(6)
    void shouldNotLetInWithoutTheRightSecret() throws Exception {
        var wrong = new HashMap<String, Object>(brokers.scram("tunnelwatch-sink"));
        wrong.computeIfPresent("sasl.jaas.config", (name, it) -> it.toString()
                .replace("must-never-tunnelwatch-sink", "must-never-guess"));
        assertThatThrownBy(() -> {
                    try (var client = TopicAdmin.connect(wrong)) {
                        client.require(PLAN.topics());
                    }
                })
                .isInstanceOf(OperatorException.class)
                .hasMessageContaining("SaslAuthenticationException")
                .hasMessageNotContaining("must-never");
    }

    /** Nobody can ask Kafka beforehand about all groups with a prefix. */
    @Test
    @Order(7)
    void shouldNameARightWhoseFirstUseIsRefused() throws Exception {
        var user = user("tunnelwatch-notify");
        var groups = right(
                user,
                it -> it.resource().name().equals("tunnelwatch-notify-")
                        && it.resource().resourceType() == ResourceType.GROUP);
        root.deleteAcls(List.of(binding(user, groups, AclOperation.READ).toFilter()))
                .all()
                .get();
        try (var world = new SecuredWorld(brokers, directory.resolve("refused"));
                var notifier = world.notifier()) {
            assertThat(notifier.ended())
                    .failsWithin(PATIENCE)
                    .withThrowableThat()
                    .havingCause()
                    .isInstanceOf(OperatorException.class)
                    .withMessageContaining("grant READ on group tunnelwatch-notify-ops");
        }
    }

    /** A group that nobody has been granted. */
    @Test
    @Order(8)
    void shouldNotStartUnderAnotherName() throws Exception {
        try (var world = new SecuredWorld(brokers, directory.resolve("another"))) {
            var settings = world.settings(brokers.jks("tunnelwatch-processor"))
                    .with(Map.of("processor.application.id", "another"));
            assertThatThrownBy(() -> Processor.start(ProcessorSettings.of(settings), new PrometheusRegistry()))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining("READ, DELETE on group another")
                    .hasMessageContaining("CREATE, DELETE on topics with the prefix another-")
                    .hasMessageContaining("WRITE on transactional ids with the prefix another-");
        }
    }

    /** While all programs are stopped. A group that the user does not see would lose its places. */
    @Test
    @Order(9)
    void shouldDividePartitionsWithTheRightsOfRepair() throws Exception {
        var user = user("tunnelwatch-repair");
        var cluster = right(user, it -> it.resource().resourceType() == ResourceType.CLUSTER);
        try (var world = new SecuredWorld(brokers, directory.resolve("repair"))) {
            var settings = world.settings(brokers.scram(user.name()));
            var describe = binding(user, cluster, AclOperation.DESCRIBE);
            var needed = new Right(cluster.resource(), Set.of(AclOperation.DESCRIBE));
            try (var kafka = StoppedKafka.connect(settings, true);
                    var client = TopicAdmin.connect(new HashMap<>(brokers.scram(user.name())))) {
                var repartition = new Repartition(kafka, ApplicationIds.of(settings), 12);
                root.deleteAcls(List.of(describe.toFilter())).all().get();
                assertThat(complainsSoon(client, needed, true)).isTrue();
                assertThatThrownBy(repartition::run)
                        .isInstanceOf(OperatorException.class)
                        .hasMessageContaining("grant DESCRIBE on the cluster");
                root.createAcls(List.of(describe)).all().get();
                assertThat(complainsSoon(client, needed, false)).isFalse();

                repartition.run();

                assertThat(repartition.plan()).isEmpty();
            }
        }
        assertThat(root.describeTopics(Topics.names(Topics.all()))
                        .allTopicNames()
                        .get()
                        .values())
                .allMatch(it -> it.partitions().size() == 12);
    }

    private static ClusterUser user(String name) {
        return PLAN.users().stream()
                .filter(it -> it.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Right right(ClusterUser user, Predicate<Right> which) {
        return user.rights().stream().filter(which).findFirst().orElseThrow();
    }

    private static Set<String> madeByStreams() throws Exception {
        return root.listTopics().names().get().stream()
                .filter(it -> it.startsWith("tunnelwatch-"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Kafka tells nothing of all groups with a prefix, and of rights on the cluster only to those who may describe it. */
    private static boolean isToldByKafka(Right right) {
        var type = right.resource().resourceType();
        boolean prefixedGroup = type == ResourceType.GROUP
                && right.resource().patternType() == org.apache.kafka.common.resource.PatternType.PREFIXED;
        boolean undescribed =
                type == ResourceType.CLUSTER && !right.operations().contains(AclOperation.DESCRIBE);
        return !undescribed && !prefixedGroup;
    }

    /** Takes a right away and gives it back; returns whether the program's start would have named it meanwhile. */
    private static boolean isNamed(TopicAdmin client, ClusterUser user, Right right, AclOperation operation)
            throws Exception {
        var binding = binding(user, right, operation);
        root.deleteAcls(List.of(binding.toFilter())).all().get();
        boolean named = complainsSoon(client, right, true);
        if (named) {
            assertThatThrownBy(() -> client.requireRights(List.of(right)))
                    .isInstanceOf(OperatorException.class)
                    .hasMessageContaining(operation.name())
                    .hasMessageContaining(right.resource().name().replace("kafka-cluster", "the cluster"))
                    .hasMessageNotContaining("\n");
        }
        root.createAcls(List.of(binding)).all().get();
        assertThat(complainsSoon(client, right, false)).as("given back").isFalse();
        return named;
    }

    /** Returns whether the right is found missing; a change of rights takes effect within a moment. */
    private static boolean complainsSoon(TopicAdmin client, Right right, boolean expected) {
        long giveUp = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (complains(client, right) != expected && System.nanoTime() < giveUp) {
            Thread.onSpinWait();
        }
        return complains(client, right);
    }

    private static boolean complains(TopicAdmin client, Right right) {
        try {
            client.requireRights(List.of(right));
            return false;
        } catch (OperatorException e) {
            return true;
        }
    }

    private static List<AclBinding> bindings() {
        return PLAN.users().stream()
                .flatMap(user -> user.rights().stream()
                        .flatMap(right -> right.sorted().stream().map(it -> binding(user, right, it))))
                .toList();
    }

    private static AclBinding binding(ClusterUser user, Right right, AclOperation operation) {
        return new AclBinding(
                right.resource(),
                new AccessControlEntry("User:" + user.name(), "*", operation, AclPermissionType.ALLOW));
    }
}
