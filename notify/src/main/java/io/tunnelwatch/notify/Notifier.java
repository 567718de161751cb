package io.tunnelwatch.notify;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.delivery.Deliveries;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.runtime.streams.InternalTopics;
import io.tunnelwatch.runtime.streams.SupervisedStreams;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The notifier program: the gate decides who is told what, and the deliveries tell them. They meet only in Kafka. */
public final class Notifier implements Program {
    private static final List<Topic> NEEDED =
            List.of(Topics.ALERTS, Topics.TRANSITIONS, Topics.COMMANDS, Topics.NOTIFICATIONS, Topics.DEAD_LETTERS);

    private final Set<String> needed;
    private final SupervisedStreams gate;
    private final GuardedHttpClient client;
    private final Receivers receivers;
    private final Deliveries deliveries;
    private final Optional<Heartbeat> heartbeat;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Notifier(
            Set<String> needed,
            SupervisedStreams gate,
            GuardedHttpClient client,
            Receivers receivers,
            Deliveries deliveries,
            Optional<Heartbeat> heartbeat) {
        this.needed = needed;
        this.gate = gate;
        this.client = client;
        this.receivers = receivers;
        this.deliveries = deliveries;
        this.heartbeat = heartbeat;
        endWith(gate.ended());
        endWith(deliveries.ended());
    }

    private void endWith(CompletableFuture<Void> part) {
        part.exceptionally(failure -> {
            ended.completeExceptionally(failure);
            return null;
        });
    }

    /**
     * Starts the notifier.
     *
     * @param instanceId name of this instance, stable across restarts and unique
     * @param isWell whether everything else makes progress; the heartbeat is silent otherwise
     */
    public static Notifier start(
            NotifySettings settings,
            GateSettings gateSettings,
            String instanceId,
            Path stateDirectory,
            PrometheusRegistry metrics,
            BooleanSupplier isWell) {
        Prerequisites.require(
                settings.kafka(),
                NEEDED,
                rights(gateSettings.applicationId(), settings.kafka().topicNames()),
                internalTopics(gateSettings.applicationId()));
        var gate = Gatekeeper.start(gateSettings, settings, instanceId, stateDirectory, metrics);
        var client = settings.proxy().map(GuardedHttpClient::through).orElseGet(GuardedHttpClient::new);
        var receivers = new Receivers(client, settings.style());
        try {
            var recipients = settings.destinations().stream()
                    .flatMap(it -> receivers.of(it).stream())
                    .toList();
            var deliveries = Deliveries.start(recipients, settings.kafka(), gateSettings.applicationId(), metrics);
            BooleanSupplier all = () -> isWell.getAsBoolean()
                    && gate.health().ready()
                    && deliveries.health().ready();
            Supplier<String> whyNotWell =
                    () -> all.getAsBoolean() ? deliveries.whyNobodyIsTold() : "not all parts make progress";
            var heartbeat = settings.heartbeat().map(it -> Heartbeat.start(client, it, whyNotWell, Heartbeat.EVERY));
            return new Notifier(
                    Topics.names(settings.kafka().topics(NEEDED)), gate, client, receivers, deliveries, heartbeat);
        } catch (RuntimeException e) {
            receivers.close();
            client.close();
            gate.close();
            throw e;
        }
    }

    /** The topics that Kafka Streams makes for the gate, which decides everything in one order. */
    public static List<Topic> internalTopics(String applicationId) {
        return InternalTopics.of(
                applicationId,
                1,
                List.of("alerts", "clock", "command-progress", "commands", "incidents"),
                List.of("gate-input"));
    }

    /** The rights that it needs in a cluster with ACLs; each destination has a group of its own. */
    public static Rights rights(String applicationId, TopicNames topicNames) {
        return new Rights(topicNames)
                .reads(List.of(Topics.ALERTS, Topics.TRANSITIONS, Topics.COMMANDS, Topics.NOTIFICATIONS))
                .writes(List.of(Topics.NOTIFICATIONS, Topics.DEAD_LETTERS))
                .streams(applicationId)
                .joinsPrefixed(applicationId + "-")
                .writesIdempotently();
    }

    @Override
    public String name() {
        return "notify";
    }

    /** Alive while all deliveries make progress, also in vain: a destination that is dead is no reason for a restart. */
    @Override
    public Health health() {
        Health deciding = gate.health();
        Health delivering = deliveries.health();
        return new Health(
                deciding.alive() && delivering.alive(),
                deciding.ready() && delivering.ready(),
                (deciding.ready() ? delivering.detail() : deciding.detail()) + silence());
    }

    /** A silent heartbeat is no reason to be restarted, but a person who looks here needs to know of it. */
    private String silence() {
        return heartbeat
                .map(Heartbeat::silentBecause)
                .filter(it -> !it.isEmpty())
                .map(it -> "; the heartbeat is silent: " + it)
                .orElse("");
    }

    @Override
    public Set<String> topics() {
        var topics = new TreeSet<>(gate.topics());
        topics.addAll(needed);
        return topics;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        heartbeat.ifPresent(Heartbeat::close);
        deliveries.close();
        receivers.close();
        client.close();
        gate.close();
        ended.complete(null);
    }
}
