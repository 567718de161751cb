package io.tunnelwatch.notify.delivery;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** The deliveries to all recipients. They share a producer and nothing else, so that none delays another. */
public final class Deliveries implements AutoCloseable {
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(2);
    private static final Duration END_WITHIN = Duration.ofSeconds(1);

    private final List<Deliverer> deliverers;
    private final DeliveryLog log;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    private Deliveries(List<Deliverer> deliverers, DeliveryLog log) {
        this.deliverers = List.copyOf(deliverers);
        this.log = log;
        deliverers.forEach(it -> it.ended().exceptionally(failure -> {
            ended.completeExceptionally(failure);
            return null;
        }));
    }

    /** Starts the delivery to each endpoint, under the consumer group {@code <application id>-<endpoint>}. */
    public static Deliveries start(
            List<DeliveryEndpoint> recipients, KafkaAccess kafka, String applicationId, PrometheusRegistry registry) {
        var metrics = new NoticeMetrics(registry);
        var log = new DeliveryLog(kafka);
        var deliverers = new ArrayList<Deliverer>();
        for (DeliveryEndpoint it : recipients) {
            List<String> others = recipients.stream()
                    .map(DeliveryEndpoint::destination)
                    .filter(name -> !name.equals(it.destination()))
                    .distinct()
                    .toList();
            deliverers.add(Deliverer.start(it, others, kafka, applicationId, log, metrics));
        }
        return new Deliveries(deliverers, log);
    }

    /** The health of all; the detail names what is wrong. */
    public Health health() {
        var all = deliverers.stream().map(Deliverer::health).toList();
        boolean alive = all.stream().allMatch(Health::alive);
        boolean ready = all.stream().allMatch(Health::ready);
        String detail = all.stream().map(Health::detail).collect(Collectors.joining("; "));
        return new Health(alive, ready, detail.isEmpty() ? "there is no destination to notify" : detail);
    }

    /** Says why this process can tell nobody; empty if it can, or if there is no destination. */
    public String whyNobodyIsTold() {
        return Reach.whyNobodyIsTold(deliverers.stream().map(Deliverer::reach).toList());
    }

    /** Completes with null once closed, exceptionally if a delivery ended for a bug. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        deliverers.forEach(Deliverer::stop);
        await(LEAVE_WITHIN);
        deliverers.forEach(Deliverer::interrupt); // for those still waiting for an answer
        await(END_WITHIN);
        log.close();
        ended.complete(null);
    }

    private void await(Duration most) {
        long until = System.nanoTime() + most.toNanos();
        deliverers.forEach(it -> it.await(Duration.ofNanos(until - System.nanoTime())));
    }
}
