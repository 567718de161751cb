package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.runtime.ClockStepDetector;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The membership of this process in the group that polls: it determines which partitions of the observations this process
 * writes. To Kafka's group protocol, which assigns every partition to one member, it is a consumer; it reads nothing.
 */
public final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** The least that a broker accepts by default: when a process is killed, its targets move soon after this. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** Other members wait this long for one that does not release its partitions. */
    private static final Duration GIVE_UP_WITHIN = Duration.ofSeconds(30);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(1);

    private static final Duration CLOCK_EVERY = Duration.ofSeconds(1);

    private final String instanceId;
    private final String topic;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final ClockStepDetector clockWatch;
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "ingest-membership-clock");
        thread.setDaemon(true);
        return thread;
    });
    private final Listener listener = new Listener();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "ingest-membership");
    private volatile @Nullable AssignmentListener owner;
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile ConsumerGroupMetadata metadata;
    private volatile boolean clockWasSet;
    private volatile boolean joined;
    private volatile boolean closing;

    /** The writer of the assigned partitions. Called on one thread, and never twice in a row about the same partition. */
    public interface AssignmentListener {
        void assigned(Set<Integer> partitions);

        /** The partitions move to another process: none of them may be written once this returns. */
        void revoked(Set<Integer> partitions);

        /**
         * Called while no partition is owned: clients that wait for Kafka by the wall clock, which was set, must be replaced.
         */
        void clockWasSet();
    }

    /** @param instanceId name of this process, stable across restarts, so that a quick restart gets its partitions back */
    public Membership(KafkaAccess kafka, String groupId, String instanceId) {
        this(
                () -> consumer(settings(kafka, groupId, instanceId)),
                kafka.topic(Topics.OBSERVATIONS).name(),
                instanceId,
                new ClockStepDetector());
    }

    Membership(
            Supplier<Consumer<byte[], byte[]>> consumers,
            String topic,
            String instanceId,
            ClockStepDetector clockWatch) {
        this.consumers = consumers;
        this.topic = topic;
        this.instanceId = instanceId;
        this.clockWatch = clockWatch;
        this.consumer = consumers.get();
        this.metadata = consumer.groupMetadata();
        thread.setDaemon(true);
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> settings) {
        try {
            return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        } catch (ConfigException e) {
            throw new OperatorException("Setting refused, under kafka. or kafka.consumer.: " + e.getMessage(), e);
        }
    }

    private static Map<String, Object> settings(KafkaAccess kafka, String groupId, String instanceId) {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION_TIMEOUT.toMillis());
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) HEARTBEAT.toMillis());
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, (int) GIVE_UP_WITHIN.toMillis());
        settings.putAll(kafka.consumer());
        // Not configurable: these settings ensure a single writer.
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, groupId + "-" + instanceId);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    /** Kafka's metrics of the current consumer. */
    public Map<MetricName, ? extends Metric> kafkaMetrics() {
        return consumer.metrics();
    }

    public void start(AssignmentListener partitionOwner) {
        this.owner = partitionOwner;
        thread.start();
        watching.scheduleWithFixedDelay(
                this::checkClock, CLOCK_EVERY.toMillis(), CLOCK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Rejoins after a clock step. Kafka's consumer counts time by the wall clock: if that is set back, it sends no heartbeat
     * and ends no poll for as long, and never learns that the group has removed it.
     */
    private void checkClock() {
        clockWatch.check().ifPresent(by -> {
            LOG.atWarn()
                    .addKeyValue("instance", instanceId)
                    .addKeyValue("seconds", by.toSeconds())
                    .log("The clock of this machine was set, or the machine slept: ingest rejoins its group. See "
                            + "docs/runbook.md#clock-stepped");
            clockWasSet = true;
            consumer.wakeup();
        });
    }

    /** The membership as of the latest assignment; the broker refuses commits under an older one. */
    public ConsumerGroupMetadata metadata() {
        return metadata;
    }

    /** Returns whether the assignment has arrived; it may be empty. */
    public boolean isJoined() {
        return joined;
    }

    /** Completes exceptionally if this process cannot be a member of the group. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** Edge of the thread. */
    private void run() {
        try {
            while (!closing) {
                stayInGroup();
            }
        } catch (FencedInstanceIdException e) {
            ended.completeExceptionally(new OperatorException(
                    "Another ingest process has the same ingest.instance.id, '" + instanceId
                            + "': give each one its own.",
                    e));
        } catch (AuthorizationException | AuthenticationException e) {
            ended.completeExceptionally(new OperatorException(
                    "Kafka does not let ingest into its group (" + e.getMessage()
                            + "): it needs READ on the group and on " + topic + ".",
                    e));
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        } finally {
            leave();
        }
    }

    /** Stays in the group until it must leave or rejoin. */
    private void stayInGroup() {
        var current = consumer;
        try {
            current.subscribe(List.of(topic), listener);
            while (!closing && !clockWasSet) {
                current.poll(BETWEEN_LOOKS);
                metadata = current.groupMetadata();
            }
        } catch (WakeupException e) {
            LOG.debug("Woken to leave or to rejoin");
        }
        if (clockWasSet && !closing) {
            joinAnew(current);
        }
    }

    /** Rejoins under the same name, so that nobody else gets the partitions meanwhile. */
    private void joinAnew(Consumer<byte[], byte[]> old) {
        clockWasSet = false;
        joined = false;
        listener.revokeAll();
        close(old, GroupMembershipOperation.REMAIN_IN_GROUP);
        listener.notifyOwner(AssignmentListener::clockWasSet);
        consumer = consumers.get();
    }

    /** Leaves the group explicitly: a static member would otherwise keep its partitions until the session times out. */
    private void leave() {
        close(consumer, GroupMembershipOperation.LEAVE_GROUP);
    }

    private static void close(Consumer<byte[], byte[]> consumer, GroupMembershipOperation how) {
        try {
            consumer.close(CloseOptions.timeout(LEAVE_WITHIN).withGroupMembershipOperation(how));
        } catch (RuntimeException e) {
            LOG.atDebug()
                    .setCause(e)
                    .log("Ingest could not leave its group: Kafka removes it after the session timeout");
        }
    }

    private final class Listener implements ConsumerRebalanceListener {
        private final Set<Integer> owned = new TreeSet<>();

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions);
            owned.addAll(numbers(partitions));
            metadata = consumer.groupMetadata();
            LOG.atInfo()
                    .addKeyValue("instance", instanceId)
                    .addKeyValue("new", numbers(partitions))
                    .addKeyValue("all", numbers(consumer.assignment()))
                    .log("Partitions are assigned: ingest polls their targets");
            notifyOwner(it -> it.assigned(numbers(partitions)));
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            var revoked = new TreeSet<>(numbers(partitions));
            revoked.retainAll(owned); // the others were released when the clock was set
            owned.removeAll(revoked);
            if (!revoked.isEmpty()) {
                notifyOwner(it -> it.revoked(revoked));
            }
        }

        void revokeAll() {
            var all = new TreeSet<>(owned);
            owned.clear();
            notifyOwner(it -> it.revoked(all));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            joined = false;
            LOG.atWarn()
                    .addKeyValue("partitions", numbers(partitions))
                    .log("Kafka has removed this process from its group, because it was silent for too long: "
                            + "other processes poll its targets");
            onPartitionsRevoked(partitions);
        }

        void notifyOwner(java.util.function.Consumer<AssignmentListener> what) {
            var told = owner;
            if (told != null) {
                what.accept(told);
            }
        }
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        closing = true;
        watching.shutdownNow();
        consumer.wakeup();
        if (!thread.isAlive()) {
            leave();
        }
        try {
            thread.join(LEAVE_WITHIN.multipliedBy(2).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ended.complete(null);
    }
}
