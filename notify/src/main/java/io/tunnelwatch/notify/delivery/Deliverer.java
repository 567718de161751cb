package io.tunnelwatch.notify.delivery;

import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.RefusedRight;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Notification;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries notices to one endpoint, on a thread and with a consumer group of its own. Of several processes one delivers, and the
 * others stand by. Before it sends anything, it reads on to the end of the log: what another process delivered stands there.
 */
final class Deliverer {
    private static final Logger LOG = LoggerFactory.getLogger(Deliverer.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration AFTER_ERROR = Duration.ofSeconds(2);

    /** A request takes 15 s at most, and Kafka's own calls a minute. */
    private static final Duration DEAD_AFTER = Duration.ofMinutes(2);

    /** A process that is killed is missed after this time; with the next heartbeat of the other, that is below 10 s. */
    private static final int SESSION_MS = 6_000;

    private static final int HEARTBEAT_MS = 1_000;
    private static final int POLL_WITHIN_MS = 60_000;

    private final String name;
    private final KafkaAccess kafka;
    private final String topic;
    private final String group;
    private final boolean readsAll;
    private final DeliveryLoop loop;
    private final NoticeInbox inbox;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread;
    private volatile @Nullable Consumer<byte[], byte[]> consumer;
    private volatile boolean isConnected;
    private volatile long progressAt = System.nanoTime();

    private Deliverer(
            DeliveryEndpoint endpoint, KafkaAccess kafka, String group, DeliveryLoop loop, NoticeMetrics metrics) {
        this.name = endpoint.name();
        this.kafka = kafka;
        this.topic = kafka.topic(Topics.NOTIFICATIONS).name();
        this.group = group;
        this.readsAll = endpoint.receiver().forgets();
        this.loop = loop;
        this.inbox = new NoticeInbox(name, kafka.serde(Notification.class).deserializer(), loop, metrics);
        this.thread = new Thread(this::run, "deliver-" + name);
    }

    /** @param others the destinations that are told when this one fails */
    static Deliverer start(
            DeliveryEndpoint endpoint,
            List<String> others,
            KafkaAccess kafka,
            String applicationId,
            DeliveryLog log,
            NoticeMetrics metrics) {
        var random = new java.util.Random();
        var receiver = endpoint.receiver();
        var loop = new DeliveryLoop(
                endpoint,
                others,
                () -> receiver.forgets()
                        ? new AlertmanagerQueue(receiver.rateLimit(), random)
                        : new NoticeQueue(receiver.rateLimit(), random),
                (results, now) -> {
                    log.write(endpoint, results, now);
                    results.forEach(it -> metrics.ended(endpoint.name(), it.reason()));
                },
                log::write,
                InstantSource.system());
        metrics.age(endpoint.name(), loop::age);
        var deliverer = new Deliverer(endpoint, kafka, applicationId + "-" + endpoint.name(), loop, metrics);
        deliverer.thread.start();
        return deliverer;
    }

    private Consumer<byte[], byte[]> newConsumer() {
        var config = kafka.consumer();
        config.put("group.id", group);
        config.put("group.protocol", "classic");
        config.put("partition.assignment.strategy", OneMemberAssignor.class.getName());
        config.put("session.timeout.ms", SESSION_MS);
        config.put("heartbeat.interval.ms", HEARTBEAT_MS);
        config.put("max.poll.interval.ms", POLL_WITHIN_MS);
        config.put("isolation.level", "read_committed");
        config.put("enable.auto.commit", false);
        config.put("auto.offset.reset", "none");
        return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private void run() {
        try {
            do {
                try (var current = newConsumer()) {
                    consumer = current;
                    var cursor = new DeliveryCursor(name, topic, current, loop, readsAll);
                    current.subscribe(List.of(topic), cursor);
                    while (closing.getCount() > 0) {
                        turn(current, cursor);
                    }
                } catch (WakeupException e) {
                    LOG.debug("Asked to stop");
                } catch (InterruptException e) {
                    throw e;
                } catch (KafkaException e) {
                    RefusedRight.of("delivery to " + name, e).ifPresent(refused -> {
                        throw refused;
                    });
                    LOG.atWarn()
                            .addKeyValue("destination", name)
                            .addKeyValue("error", e.toString())
                            .log("Kafka or the schema registry is away; the destination has to wait");
                }
                isConnected = false;
                progressAt = System.nanoTime();
            } while (!closing.await(AFTER_ERROR.toMillis(), TimeUnit.MILLISECONDS));
            ended.complete(null);
        } catch (InterruptedException | InterruptException e) {
            ended.complete(null);
        } catch (Throwable e) { // the thread's edge
            ended.completeExceptionally(e);
        }
    }

    private void turn(Consumer<byte[], byte[]> current, DeliveryCursor cursor) {
        boolean isBusy = cursor.mayDeliver() && loop.work();
        if (closing.getCount() == 0 && Thread.interrupted()) {
            throw new WakeupException(); // without the interrupt, so that the consumer leaves its group in good order
        }
        cursor.throttle();
        try {
            current.poll(isBusy ? Duration.ZERO : POLL).forEach(inbox::read);
            isConnected = true;
        } catch (KafkaException e) {
            inbox.skipDamage(current, e);
        }
        cursor.commitIfDue();
        progressAt = System.nanoTime();
    }

    /** Completes exceptionally if the thread ended for a bug. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    Reach reach() {
        return loop.reach();
    }

    Health health() {
        long silent = Duration.ofNanos(System.nanoTime() - progressAt).toSeconds();
        if (ended.isDone()) {
            return Health.dead("nothing is delivered to " + name + " any more");
        }
        if (silent > DEAD_AFTER.toSeconds()) {
            return Health.dead("the delivery to " + name + " has made no progress for " + silent + " s");
        }
        String trouble = loop.trouble();
        String detail = trouble.isEmpty() ? name + " is delivered to" : name + " takes no notices: " + trouble;
        return isConnected ? Health.ready(detail) : Health.starting("the delivery to " + name + " waits for Kafka");
    }

    /** Asks the thread to end, and does not wait. */
    void stop() {
        closing.countDown();
        Optional.ofNullable(consumer).ifPresent(Consumer::wakeup);
    }

    /** Waits until the thread has ended, at most so long. */
    void await(Duration most) {
        try {
            thread.join(Math.max(1, most.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes the thread out of the call that it waits for. */
    void interrupt() {
        thread.interrupt();
    }
}
