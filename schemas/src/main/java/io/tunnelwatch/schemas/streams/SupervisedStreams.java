package io.tunnelwatch.schemas.streams;

import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.OperatorException;
import io.tunnelwatch.schemas.program.Program;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a Kafka Streams application running. When it dies it is built anew in this process, under the same instance id, so
 * that the group sees a member come back, not one leave and another join. Replacing the thread instead would be a new member
 * that has to wait until the old one has timed out. What an operator has to mend ends it at once.
 */
public final class SupervisedStreams implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(SupervisedStreams.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    /** More deaths than this in the window are not a stall or a broker's hiccup; the process should end and say so. */
    private static final int DEATHS = 5;

    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private final String name;
    private final Supplier<Topology> topology;
    private final Properties settings;
    private final Runnable committed;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ArrayDeque<Long> deaths = new ArrayDeque<>();
    private final ScheduledExecutorService supervisor;
    private volatile @Nullable KafkaStreams streams;
    private volatile boolean closing;

    private SupervisedStreams(String name, Supplier<Topology> topology, Properties settings, Runnable committed) {
        this.name = name;
        this.topology = topology;
        this.settings = settings;
        this.committed = committed;
        this.supervisor = Executors.newSingleThreadScheduledExecutor(work -> {
            var thread = new Thread(work, name + "-supervisor");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Starts it; a topology is made for every life. */
    public static SupervisedStreams start(String name, Supplier<Topology> topology, Properties settings) {
        return start(name, topology, settings, () -> {});
    }

    /** @param committed is called by the thread that has committed, or given it up, each time */
    public static SupervisedStreams start(
            String name, Supplier<Topology> topology, Properties settings, Runnable committed) {
        var supervised = new SupervisedStreams(name, topology, settings, committed);
        supervised.build();
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
        return current != null && current.state() == KafkaStreams.State.RUNNING
                ? Health.ready(name + " runs")
                : Health.starting(name + " is " + (current == null ? "being built" : current.state()));
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
            // It stays in the group: whoever starts next under this name takes up where it was.
            current.close(STOP_WITHIN);
        }
        ended.complete(null);
    }

    private void build() {
        var built = new KafkaStreams(topology.get(), settings, clients());
        built.setUncaughtExceptionHandler(exception -> {
            OperatorException curable = curable(exception);
            if (curable != null) {
                ended.completeExceptionally(curable);
            } else {
                LOG.atError()
                        .addKeyValue("application", name)
                        .setCause(exception)
                        .log("A stream thread died");
            }
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        built.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.ERROR && !closing && !ended.isDone()) {
                supervisor.execute(this::bury);
            }
        });
        streams = built;
        built.start();
    }

    /** What somebody has to mend would only kill the next life too. */
    private static @Nullable OperatorException curable(Throwable death) {
        for (Throwable cause = death; cause != null; cause = cause.getCause()) {
            if (cause instanceof OperatorException curable) {
                return curable;
            }
        }
        return null;
    }

    private void bury() {
        deaths.addLast(System.nanoTime());
        while (System.nanoTime() - deaths.getFirst() > WINDOW.toNanos()) {
            deaths.removeFirst();
        }
        KafkaStreams dead = streams;
        if (dead != null) {
            dead.close(deaths.size() > 1 ? asNewMember() : CloseOptions.timeout(STOP_WITHIN));
        }
        if (deaths.size() > DEATHS) {
            ended.completeExceptionally(new IllegalStateException(
                    name + " died " + deaths.size() + " times in " + WINDOW.toMinutes() + " minutes"));
            return;
        }
        long pause = FIRST_PAUSE.toMillis() << (deaths.size() - 1);
        LOG.atWarn()
                .addKeyValue("application", name)
                .addKeyValue("pauseMillis", pause)
                .log("Starting it again");
        supervisor.schedule(this::build, pause, TimeUnit.MILLISECONDS);
    }

    /**
     * A member that comes back is handed the tasks it had, which are the wrong ones when a new version reads other topics;
     * one that left is handed what there is now.
     */
    private static CloseOptions asNewMember() {
        return CloseOptions.timeout(STOP_WITHIN)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    }

    private StableProducers clients() {
        return new StableProducers(
                String.valueOf(settings.get(StreamsConfig.APPLICATION_ID_CONFIG)),
                String.valueOf(settings.get(StreamsConfig.consumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG))),
                committed);
    }
}
