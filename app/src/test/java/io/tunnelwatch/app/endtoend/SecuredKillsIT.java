package io.tunnelwatch.app.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tunnelwatch.app.brokers.SecuredBrokers;
import io.tunnelwatch.app.faults.TransitionListener;
import io.tunnelwatch.app.notify.RecordingReceiver;
import io.tunnelwatch.app.plan.ClusterPlan;
import io.tunnelwatch.app.plan.ClusterUser;
import io.tunnelwatch.app.platform.registry.EmbeddedRegistry;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.Simulator;
import io.tunnelwatch.v1.Alert;
import io.tunnelwatch.v1.FacetKind;
import io.tunnelwatch.v1.Notification;
import io.tunnelwatch.v1.NotificationOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once: three brokers with TLS and SCRAM that refuse what the plan does not grant, and two of each program. One
 * after the other, a broker or a program is picked at random, killed and started again. Nothing is missing, doubled or invented,
 * every alert is told under one id, and one of the sinks answers at every moment. {@code -Dkilling=PT10M} says for how long,
 * {@code -Dseed=…} repeats a run. With {@code -Dbuild.before=DIR}, the directory of an earlier build, all programs begin with that
 * build, and are upgraded to this one by one while anything is killed. {@code VERIFY_DOSE=full bin/verify} kills for ten minutes,
 * and upgrades nothing, since it has no earlier build.
 */
@Tag("heavy")
@EnabledIfSystemProperty(
        named = "killing",
        matches = "PT.+",
        disabledReason = "takes long, and SecuredClusterIT and FaultsIT show each half: run it with -Dkilling=PT10M")
@Timeout(2400)
class SecuredKillsIT {
    private static final int BROKERS = 3;
    private static final List<String> ORDER = List.of("sink", "processor", "ingest");
    private static final ClusterPlan PLAN = ClusterPlan.of(Settings.of(Map.of()), Map.of());
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration KILLING = Duration.parse(System.getProperty("killing", "PT1M"));

    /** Beyond the killing: the start, and a last kill from which everything recovers. */
    private static final int STORY_SECONDS = (int) KILLING.toSeconds() + 600;

    /** The blur of a listing on a machine that starts programs all the time. It is shorter than the shortest event. */
    private static final Duration BLUR = Duration.ofSeconds(2);

    private static final List<String> TARGET = List.of(RandomScenario.TARGET);
    private static final List<String> CROWDED = List.of("cn-beijing", "cn-shanghai", "eu-central-1");
    private static final int CONNECTIONS_EACH = 100;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("seed", 20261130L);

    @Test
    void shouldMissDoubleAndInventNothingWhileAnythingIsKilled() throws Exception {
        withstandKills(RunningProgram.ownClassPath(), List.of(), Set.of());
    }

    /** The earlier build's processor does not know the facet SERVICE: see docs/decisions/0017-service.md. */
    @Test
    void shouldMissDoubleAndInventNothingWhenUpgradedWhileAnythingIsKilled() throws Exception {
        withstandKills(RollingUpgradeIT.earlierBuild(), ORDER, Set.of(FacetKind.SERVICE));
    }

    /** @param upgraded the programs that are replaced by this build meanwhile, each instance in turn */
    private void withstandKills(String build, List<String> upgraded, Set<FacetKind> leftOut) throws Exception {
        var users = PLAN.users().stream().map(ClusterUser::name).toList();
        try (var brokers = new SecuredBrokers(directory.resolve("brokers"), users, BROKERS)) {
            brokers.prepare(PLAN);
            try (var registry = EmbeddedRegistry.start(new HashMap<>(brokers.root()), 0);
                    var receiver = new RecordingReceiver();
                    var cloud = Simulator.start(
                            RandomScenario.busy(seed, STORY_SECONDS, CROWDED, CONNECTIONS_EACH)
                                    .scenario(),
                            0,
                            Instant.now())) {
                var topics = new TopicReader(
                        brokers.bootstrapServers(), registry.address().toString(), brokers.root());
                var common = RollingUpgradeIT.settings(cloud, topics);
                common.put("notify.ops.type", "webhook");
                common.put("notify.ops.url", receiver.url());
                var settings = new HashMap<String, Map<String, String>>();
                for (String role : ORDER) {
                    var it = new HashMap<>(common);
                    it.putAll(SecuredBrokers.asSettings(brokers.scram("tunnelwatch-" + role)));
                    settings.put(role, it);
                }
                try (var programs = new TwoOfEach(directory, ORDER, settings::get, build)) {
                    programs.awaitReady();
                    killAndWatch(new RandomKills(brokers, programs, new Random(seed), upgraded), programs, topics);
                    programs.stop("ingest");
                    var story = new PublishedStory(topics);
                    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> story.judge(leftOut, CROWDED));
                    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> judgeNotices(story, receiver));
                    int changes = story.judgeBeside(new CloudRecord(cloud, BLUR));
                    System.out.printf("The cloud's record: %d changes between successive scans%n", changes);
                    assertThat(changes).isPositive();
                }
            }
        }
    }

    private void killAndWatch(RandomKills kills, TwoOfEach programs, TopicReader topics) throws Exception {
        var access = new HashMap<>(SecuredBrokers.asSettings(topics.security()));
        access.put(KafkaAccess.REGISTRY_URL, topics.registryUrl());
        try (var listener = new TransitionListener(KafkaAccess.of(Settings.of(access)));
                var answered = new AlwaysAnswered(programs.sinks())) {
            listener.awaitAllSince(Instant.now(), TARGET);
            answered.listen();
            System.out.printf("Seed %d%n", seed);
            kills.inflict(KILLING, since -> listener.awaitAllSince(since, TARGET));
            answered.stopListening();
            answered.judge();
        }
    }

    private static void judgeNotices(PublishedStory story, RecordingReceiver receiver) {
        var records = story.values(Topics.NOTIFICATIONS, Notification.class);
        var decisions = records.stream()
                .filter(it ->
                        it.getOutcome() == NotificationOutcome.NOTIFY || it.getOutcome() == NotificationOutcome.SILENT)
                .toList();
        assertThat(decisions.stream().map(Notification::getNotificationId)).doesNotHaveDuplicates();
        var decided = decisions.stream()
                .filter(it -> it.getAlert() != null)
                .map(it -> it.getAlert().getStepId())
                .collect(Collectors.toSet());
        // A gate that starts for the first time tells what fires, and not the steps before.
        Instant began = decisions.stream()
                .map(Notification::getAt)
                .min(Instant::compareTo)
                .orElseThrow();
        assertThat(story.values(Topics.ALERTS, Alert.class).stream()
                        .filter(it -> it.getUpdatedAt().isAfter(began))
                        .filter(it -> !decided.contains(it.getStepId()))
                        .map(it ->
                                it.getUpdatedAt() + " " + it.getStatus() + " " + it.getEntity() + " " + it.getRule()))
                .as("steps on which the gate has not decided; it began at %s", began)
                .isEmpty();
        var told = ids(records, NotificationOutcome.NOTIFY);
        assertThat(ids(records, NotificationOutcome.FAILED)).isEmpty();
        assertThat(ids(records, NotificationOutcome.DELIVERED)).isEqualTo(told);
        assertThat(new HashSet<>(receiver.ids())).isEqualTo(told);
        System.out.printf(
                "%d notices, %d of them sent again under the same id%n",
                told.size(), receiver.ids().size() - told.size());
    }

    private static Set<String> ids(List<Notification> records, NotificationOutcome outcome) {
        return records.stream()
                .filter(it -> it.getOutcome() == outcome)
                .map(Notification::getNotificationId)
                .collect(Collectors.toSet());
    }
}
