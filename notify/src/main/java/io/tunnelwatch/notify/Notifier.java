package io.tunnelwatch.notify;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.notify.delivery.Deliveries;
import io.tunnelwatch.notify.http.GuardedHttpClient;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.schemas.topics.Topics;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The notifier program: delivers the notices that the gate decided upon to their destinations. */
public final class Notifier implements Program {
    private final GuardedHttpClient client;
    private final Receivers receivers;
    private final Deliveries deliveries;
    private final Optional<Heartbeat> heartbeat;

    private Notifier(
            GuardedHttpClient client, Receivers receivers, Deliveries deliveries, Optional<Heartbeat> heartbeat) {
        this.client = client;
        this.receivers = receivers;
        this.deliveries = deliveries;
        this.heartbeat = heartbeat;
    }

    /**
     * Starts the notifier.
     *
     * @param applicationId beginning of the names of the destinations' consumer groups
     * @param isWell whether everything else makes progress; the heartbeat is silent otherwise
     */
    public static Notifier start(
            NotifySettings settings, String applicationId, PrometheusRegistry metrics, BooleanSupplier isWell) {
        var client = settings.proxy().map(GuardedHttpClient::through).orElseGet(GuardedHttpClient::new);
        var receivers = new Receivers(client, settings.style());
        try {
            var recipients = settings.destinations().stream()
                    .flatMap(it -> receivers.of(it).stream())
                    .toList();
            var deliveries = Deliveries.start(recipients, settings.kafka(), applicationId, metrics);
            BooleanSupplier all =
                    () -> isWell.getAsBoolean() && deliveries.health().ready();
            return new Notifier(
                    client,
                    receivers,
                    deliveries,
                    settings.heartbeat().map(it -> Heartbeat.start(client, it, all, Heartbeat.EVERY)));
        } catch (RuntimeException e) {
            receivers.close();
            client.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return "notify";
    }

    /** Alive while all deliveries make progress, also in vain: a destination that is dead is no reason for a restart. */
    @Override
    public Health health() {
        return deliveries.health();
    }

    @Override
    public Set<String> topics() {
        return Set.of(Topics.NOTIFICATIONS.name(), Topics.DEAD_LETTERS.name());
    }

    @Override
    public CompletableFuture<Void> ended() {
        return deliveries.ended();
    }

    @Override
    public void close() {
        heartbeat.ifPresent(Heartbeat::close);
        deliveries.close();
        receivers.close();
        client.close();
    }
}
