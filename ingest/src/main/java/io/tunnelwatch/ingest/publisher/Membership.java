package io.tunnelwatch.ingest.publisher;

import io.tunnelwatch.schemas.program.ClockWatch;
import io.tunnelwatch.schemas.program.KafkaAccess;
import io.tunnelwatch.schemas.program.OperatorException;
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
 * This process among all that poll: which partitions of the observations it writes. It is a consumer of them in the eyes of
 * Kafka's group protocol, which gives every partition to one member, and reads nothing.
 */
public final class Membership implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** The least that a broker takes unless told otherwise: a target moves soon after this when its process is killed. */
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);

    private static final Duration HEARTBEAT = Duration.ofSeconds(1);

    /** Others wait this long for one that does not give up its partitions. */
    private static final Duration GIVE_UP_WITHIN = Duration.ofSeconds(30);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Duration LEAVE_WITHIN = Duration.ofSeconds(1);

    private static final Duration CLOCK_EVERY = Duration.ofSeconds(1);

    private final String instanceId;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final ClockWatch clockWatch;
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(work -> {
        var thread = new Thread(work, "ingest-membership-clock");
        thread.setDaemon(true);
        return thread;
    });
    private final Listener listener = new Listener();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final Thread thread = new Thread(this::run, "ingest-membership");
    private volatile @Nullable Owner owner;
    private volatile Consumer<byte[], byte[]> consumer;
    private volatile ConsumerGroupMetadata metadata;
    private volatile boolean clockWasSet;
    private volatile boolean joined;
    private volatile boolean closing;

    /** Who writes what is given. Told on one thread, and not about the same partition twice in a row. */
    public interface Owner {
        void own(Set<Integer> partitions);

        /** They are another's, or about to be: none of them may be written once this returns. */
        void disown(Set<Integer> partitions);

        /** Nothing is owned now: what waits for Kafka by the wall clock, which was set, is to be made anew. */
        void clockWasSet();
    }

    /** @param instanceId this process's own over its restarts, so that one that comes back soon finds its partitions */
    public Membership(KafkaAccess kafka, String groupId, String instanceId) {
        this(() -> consumer(settings(kafka, groupId, instanceId)), instanceId, new ClockWatch());
    }

    Membership(Supplier<Consumer<byte[], byte[]>> consumers, String instanceId, ClockWatch clockWatch) {
        this.consumers = consumers;
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
        // Not the operator's: these make the difference between one writer and two.
        settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, groupId);
        settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, instanceId);
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, groupId + "-" + instanceId);
        settings.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        return settings;
    }

    public void start(Owner partitionOwner) {
        this.owner = partitionOwner;
        thread.start();
        watching.scheduleWithFixedDelay(
                this::lookAtClock, CLOCK_EVERY.toMillis(), CLOCK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Kafka's consumer counts its time by the wall clock: set back, it sends no heartbeat and ends no poll for as long, and never
     * learns that the group has let go of it.
     */
    private void lookAtClock() {
        clockWatch.look().ifPresent(by -> {
            LOG.atWarn()
                    .addKeyValue("instance", instanceId)
                    .addKeyValue("seconds", by.toSeconds())
                    .log(
                            "The clock of this machine was set, or the machine slept: joining the group anew; see docs/runbook.md#clock-stepped");
            clockWasSet = true;
            consumer.wakeup();
        });
    }

    /** As of the latest assignment. What is committed under an older one the broker refuses. */
    public ConsumerGroupMetadata metadata() {
        return metadata;
    }

    /** It was told what its own is, be it nothing. */
    public boolean isJoined() {
        return joined;
    }

    /** Fails when this process cannot be one of the group. */
    public CompletableFuture<Void> ended() {
        return ended;
    }

    /** The edge of the thread. */
    private void run() {
        try {
            while (!closing) {
                belong();
            }
        } catch (FencedInstanceIdException e) {
            ended.completeExceptionally(new OperatorException(
                    "Another ingest process has the same ingest.instance.id, '" + instanceId
                            + "': give each one its own.",
                    e));
        } catch (AuthorizationException | AuthenticationException e) {
            ended.completeExceptionally(new OperatorException(
                    "Kafka does not let ingest into its group (" + e.getMessage()
                            + "): it needs READ on the group and on " + Topics.OBSERVATIONS.name() + ".",
                    e));
        } catch (RuntimeException | Error e) {
            ended.completeExceptionally(e);
        } finally {
            leave();
        }
    }

    /** Until it is to leave, or to join anew. */
    private void belong() {
        var current = consumer;
        try {
            current.subscribe(List.of(Topics.OBSERVATIONS.name()), listener);
            while (!closing && !clockWasSet) {
                current.poll(BETWEEN_LOOKS);
                metadata = current.groupMetadata();
            }
        } catch (WakeupException e) {
            LOG.debug("Woken to leave, or to join anew");
        }
        if (clockWasSet && !closing) {
            joinAnew(current);
        }
    }

    /** Under the same name, so that nobody else is handed the partitions meanwhile. */
    private void joinAnew(Consumer<byte[], byte[]> old) {
        clockWasSet = false;
        joined = false;
        listener.disownAll();
        close(old, GroupMembershipOperation.REMAIN_IN_GROUP);
        listener.tell(Owner::clockWasSet);
        consumer = consumers.get();
    }

    /** At once, so that nobody waits for a session to end; a name of its own alone would keep its place. */
    private void leave() {
        close(consumer, GroupMembershipOperation.LEAVE_GROUP);
    }

    private static void close(Consumer<byte[], byte[]> consumer, GroupMembershipOperation how) {
        try {
            consumer.close(CloseOptions.timeout(LEAVE_WITHIN).withGroupMembershipOperation(how));
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("The group was not left; the session ends by itself");
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
                    .log("Partitions to poll the targets of");
            tell(it -> it.own(numbers(partitions)));
            joined = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            var revoked = new TreeSet<>(numbers(partitions));
            revoked.retainAll(owned); // the rest was given up when the clock was set
            owned.removeAll(revoked);
            if (!revoked.isEmpty()) {
                tell(it -> it.disown(revoked));
            }
        }

        void disownAll() {
            var all = new TreeSet<>(owned);
            owned.clear();
            tell(it -> it.disown(all));
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            joined = false;
            LOG.atWarn()
                    .addKeyValue("partitions", numbers(partitions))
                    .log("Out of the group for too long: others poll these targets meanwhile");
            onPartitionsRevoked(partitions);
        }

        void tell(java.util.function.Consumer<Owner> what) {
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
