package io.tunnelwatch.runtime.streams;

import io.tunnelwatch.runtime.ClockStepDetector;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.runtime.RefusedRight;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Kafka Streams application running. When it dies, it is rebuilt in this process under the same instance id, so the
 * group sees a member return instead of one leaving and another joining. A replaced thread would be a new member that waits
 * until the old one has timed out. A problem that only the operator can fix ends it at once.
 */
public final class SupervisedStreams implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedStreams.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    /** More deaths than this in the window are neither a stall nor a hiccup of a broker; the process should end and say so. */
    private static final int DEATHS = 5;

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    /**
     * Longer than any rebalance, any restored batch or any commit takes; an application without progress for so long will make
     * none.
     */
    private static final Duration STUCK_AFTER = Duration.ofSeconds(60);

    /** Asks Kafka for the application's progress: two small requests. */
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final Duration CLOCK_EVERY = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<Topology> topology;
    private final Properties settings;
    private final StreamsErrorMetrics errorMetrics;
    private final Runnable committed;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ArrayDeque<Long> deaths = new ArrayDeque<>();
    private final ScheduledExecutorService supervisor;
    private final Admin admin;
    private final Lag lag;
    private final StateRebuilder lostState;
    private final Set<String> internalTopics;
    private final ClockStepDetector clockWatch = new ClockStepDetector();
    private final StreamsProgress progress = new StreamsProgress(System.nanoTime());
    private final AtomicLong restoredAt = new AtomicLong(System.nanoTime());
    private volatile @Nullable KafkaStreams streams;
    private volatile Duration stuckFor = Duration.ZERO;
    private volatile @Nullable Throwable damagedState;
    private volatile boolean closing;
    private volatile OptionalLong lagRecords = OptionalLong.empty();

    private SupervisedStreams(
            String name,
            Supplier<Topology> topology,
            Properties settings,
            StreamsErrorMetrics errorMetrics,
            Runnable committed) {
        this.name = name;
        this.topology = topology;
        this.settings = errorMetrics.attachTo(settings);
        this.errorMetrics = errorMetrics;
        this.committed = committed;
        this.admin = Admin.create(new StreamsConfig(settings).getAdminConfigs(name + "-supervisor"));
        String applicationId = String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG));
        this.lag = new Lag(admin, applicationId);
        this.lostState = new StateRebuilder(admin, applicationId, StreamsSettings.instanceIds(settings));
        this.internalTopics = Set.copyOf(lostState.internalTopics(topology.get()));
        errorMetrics.addKafkaMetrics(this::kafkaMetrics, () -> lagRecords);
        this.supervisor = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, name + "-supervisor");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts the application; each restart builds a new topology. */
    public static SupervisedStreams start(
            String name, Supplier<Topology> topology, Properties settings, StreamsErrorMetrics errorMetrics) {
        return start(name, topology, settings, errorMetrics, () -> {});
    }

    /** @param committed called by the thread that has committed or aborted, each time */
    public static SupervisedStreams start(
            String name,
            Supplier<Topology> topology,
            Properties settings,
            StreamsErrorMetrics errorMetrics,
            Runnable committed) {
        var supervised = new SupervisedStreams(name, topology, settings, errorMetrics, committed);
        supervised.begin();
        return supervised;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Health health() {
        KafkaStreams current = streams;
        if (ended.isCompletedExceptionally()) {
            return Health.dead(name + " has died too often");
        }
        Duration stuck = stuckFor;
        if (stuck.compareTo(STUCK_AFTER) > 0) {
            return Health.dead(name + " has made no progress for " + stuck.toSeconds() + " s, state "
                    + (current == null ? "being built" : current.state()));
        }
        return current != null && current.state() == KafkaStreams.State.RUNNING
                ? Health.ready(name + " runs")
                : Health.starting(name + " is " + (current == null ? "being built" : current.state()));
    }

    /** The topics that Kafka Streams makes for it; none while a rebuild of its state replaces them. */
    @Override
    public Set<String> topics() {
        return lostState.isRebuilding() ? Set.of() : internalTopics;
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        closing = true;
        supervisor.shutdownNow();
        KafkaStreams current = streams;
        if (current != null) {
            // Stays in the group: the next start under this name takes up the same tasks.
            current.close(STOP_WITHIN);
        }
        admin.close(Duration.ZERO);
        ended.complete(null);
    }

    private void begin() {
        lostState.rebuildIfLost(topology.get());
        build();
        every(CLOCK_EVERY, this::checkClock);
        every(LOOK_EVERY, this::checkProgress);
    }

    private void every(Duration time, Runnable work) {
        supervisor.scheduleWithFixedDelay(work, time.toMillis(), time.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Restarts after a clock step: Kafka's clients count timeouts by the wall clock, so they would wait for the whole step, or
     * give up at once.
     */
    private void checkClock() {
        clockWatch.check().ifPresent(by -> {
            LOG.atWarn()
                    .addKeyValue("application", name)
                    .addKeyValue("seconds", by.toSeconds())
                    .log("The clock of this machine was set, or the machine slept: the application is restarted. "
                            + "See docs/runbook.md#clock-stepped");
            errorMetrics.restarted(StreamsErrorMetrics.RestartReason.CLOCK_STEPPED);
            rebuild(FIRST_PAUSE, false);
        });
    }

    private void checkProgress() {
        KafkaStreams current = streams;
        if (current == null || closing) {
            return;
        }
        long now = System.nanoTime();
        if (now - restoredAt.get() < LOOK_EVERY.multipliedBy(2).toNanos()) {
            progress.moved(now);
        } else if (current.state() == KafkaStreams.State.RUNNING) {
            // A restart of the application does not help if the broker does not answer.
            var positions = lag.of(current);
            lagRecords = positions.map(StreamsProgress::lag).orElse(OptionalLong.empty());
            positions.ifPresentOrElse(it -> progress.update(now, it), () -> progress.moved(now));
        }
        stuckFor = progress.stuckFor(now);
        if (stuckFor.compareTo(STUCK_AFTER) > 0) {
            LOG.atError()
                    .addKeyValue("application", name)
                    .addKeyValue("state", current.state())
                    .addKeyValue("seconds", stuckFor.toSeconds())
                    .log("The application makes no progress and is restarted. See docs/runbook.md#no-progress");
            restartBecause(StreamsErrorMetrics.RestartReason.STUCK);
            progress.moved(System.nanoTime());
        }
    }

    private Map<MetricName, ? extends Metric> kafkaMetrics() {
        KafkaStreams current = streams;
        return current == null ? Map.of() : current.metrics();
    }

    private void build() {
        restoredAt.set(System.nanoTime());
        var built = new KafkaStreams(topology.get(), settings, clients());
        built.setUncaughtExceptionHandler(exception -> {
            OperatorException curable = curable(exception);
            if (curable != null) {
                ended.completeExceptionally(curable);
            } else if (lostState.isAbout(exception)) {
                damagedState = exception;
            } else {
                LOG.atError()
                        .addKeyValue("application", name)
                        .setCause(exception)
                        .log("A thread of Kafka Streams died: the application is restarted. See "
                                + "docs/runbook.md#no-progress");
            }
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        built.setGlobalStateRestoreListener(new RestoreProgressListener(() -> restoredAt.set(System.nanoTime())));
        built.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR && !closing && !ended.isDone()) {
                supervisor.execute(() -> restartBecause(
                        damagedState == null
                                ? StreamsErrorMetrics.RestartReason.DIED
                                : StreamsErrorMetrics.RestartReason.STATE_LOST));
            }
        });
        streams = built;
        built.start();
    }

    /** The failure that an operator must fix, if it is one: it would kill a restarted application too. */
    private @Nullable OperatorException curable(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException curable) {
                return curable;
            }
            if (cause instanceof MissingSourceTopicException) {
                return missingInputs(death);
            }
            if (cause instanceof UnsupportedVersionException) {
                return new OperatorException(
                        "The brokers are too old for the " + name + " (" + cause.getMessage()
                                + "): it needs version 2.5 or newer. See docs/kafka.md.",
                        death);
            }
            if (cause instanceof InvalidTimestampException) {
                return new OperatorException(
                        "Kafka refuses the times of records of the " + name + " (" + cause.getMessage()
                                + "). Either a clock was set back, so that these times lie in the future, or they are "
                                + "older than log.message.timestamp.before.max.ms allows. See "
                                + "docs/runbook.md#times-refused.",
                        death);
            }
        }
        return RefusedRight.of(name, death).orElse(null);
    }

    /**
     * Null if they exist again: then the group still remembers an assignment that was made without them. Null too if Kafka does
     * not answer: the restarted application finds out.
     */
    private @Nullable OperatorException missingInputs(Throwable death) {
        var missing = lostState.missingInputs(topology.get());
        return missing.isEmpty()
                ? null
                : new OperatorException(
                        "Input topics of the " + name + " are missing: " + String.join(", ", missing)
                                + ". Run 'tunnelwatch topics --create', or start 'tunnelwatch up' again: both create them. "
                                + "See docs/runbook.md#topics-deleted.",
                        death);
    }

    private void restartBecause(StreamsErrorMetrics.RestartReason why) {
        deaths.addLast(System.nanoTime());
        while (System.nanoTime() - deaths.getFirst() > WINDOW.toNanos()) {
            deaths.removeFirst();
        }
        if (deaths.size() > DEATHS) {
            closeCurrent();
            var death = new IllegalStateException(
                    name + " died " + deaths.size() + " times in " + WINDOW.toMinutes() + " minutes");
            try {
                lostState.leaveGroup();
            } catch (OperatorException e) {
                death.addSuppressed(e);
            }
            ended.completeExceptionally(death);
            return;
        }
        boolean first = deaths.size() == 1 && damagedState == null;
        var pause = FIRST_PAUSE.multipliedBy(1L << (deaths.size() - 1));
        errorMetrics.restarted(why);
        LOG.atWarn()
                .addKeyValue("application", name)
                .addKeyValue("pauseMillis", pause.toMillis())
                .log("The application is restarted");
        rebuild(pause, !first);
    }

    /**
     * @param asNewMember whether it leaves the group first. A returning member gets its previous tasks, which are wrong if a new
     *     version reads other topics, or if topics were missing then; one that left gets a new assignment
     */
    private void rebuild(Duration pause, boolean asNewMember) {
        closeCurrent();
        supervisor.schedule(() -> buildOnWhatIsThere(asNewMember), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void closeCurrent() {
        KafkaStreams current = streams;
        streams = null;
        lagRecords = OptionalLong.empty();
        if (current != null) {
            current.close(STOP_WITHIN);
        }
    }

    private void buildOnWhatIsThere(boolean asNewMember) {
        try {
            if (asNewMember) {
                lostState.leaveGroup();
            }
            Throwable damage = damagedState;
            if (damage != null) {
                lostState.rebuild(String.valueOf(damage.getMessage()));
                damagedState = null;
            } else if (deaths.size() > 1) {
                lostState.rebuildIfLost(topology.get());
            }
            build();
        } catch (OperatorException e) {
            ended.completeExceptionally(e);
        }
    }

    private StableProducers clients() {
        return new StableProducers(
                String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG)),
                String.valueOf(settings.get(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))),
                committed,
                errorMetrics);
    }
}
