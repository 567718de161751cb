package io.tunnelwatch.ingest;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.credentials.CredentialsSource;
import io.tunnelwatch.ingest.mapper.RecordBounds;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.poller.LastActivity;
import io.tunnelwatch.ingest.poller.PollScheduler;
import io.tunnelwatch.ingest.publisher.Membership;
import io.tunnelwatch.ingest.publisher.ObservationLogs;
import io.tunnelwatch.runtime.Health;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.Program;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TargetViews;
import io.tunnelwatch.runtime.metrics.KafkaMetrics;
import io.tunnelwatch.runtime.rights.Rights;
import io.tunnelwatch.schemas.topics.Topic;
import io.tunnelwatch.schemas.topics.TopicNames;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Clock;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The polling program. All running processes of a group share the targets; when one ends, even by a kill, the others take over
 * its targets.
 */
public final class Ingest implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private static final List<Topic> TOPICS = List.of(Topics.OBSERVATIONS, Topics.TARGETS);

    private final PollScheduler scheduler;
    private final Membership membership;

    /** A stack: what was opened last is closed first. */
    private final Deque<AutoCloseable> open;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private final IngestSettings settings;
    private final Assignment assignment;

    private Ingest(
            IngestSettings settings,
            Assignment assignment,
            PollScheduler scheduler,
            Membership membership,
            Deque<AutoCloseable> open) {
        this.settings = settings;
        this.assignment = assignment;
        this.scheduler = scheduler;
        this.membership = membership;
        this.open = open;
        endWith(scheduler.ended());
        endWith(membership.ended());
    }

    /** Starts ingest in a process of its own. */
    public static Ingest start(IngestSettings settings, CredentialsSource credentials, PrometheusRegistry registry) {
        return start(settings, credentials, registry, HeapCapacity.ofIngest());
    }

    /** @throws io.tunnelwatch.runtime.OperatorException if a setting or a topic is wrong */
    public static Ingest start(
            IngestSettings settings, CredentialsSource credentials, PrometheusRegistry registry, HeapCapacity heap) {
        Prerequisites.require(
                settings.kafka(),
                TOPICS,
                rights(settings.groupId(), settings.kafka().topicNames()));
        var clock = Clock.systemUTC();
        var bounds = new RecordBounds();
        var cloud = settings.cloud().api(credentials, new ResponseMapper(settings.fingerprints(), bounds), clock);
        var open = new ConcurrentLinkedDeque<AutoCloseable>();
        try {
            var metrics = opened(new IngestMetrics(registry, clock, bounds::cuts), open);
            var membership = opened(new Membership(settings.kafka(), settings.groupId(), settings.instanceId()), open);
            var kafkaMetrics = new KafkaMetrics("ingest", membership::kafkaMetrics, OptionalLong::empty);
            registry.register(kafkaMetrics);
            opened(() -> registry.unregister(kafkaMetrics), open);
            var progress = new LastActivity(System::nanoTime);
            var logs = opened(
                    new ObservationLogs(
                            settings.kafka(),
                            settings.groupId(),
                            membership::metadata,
                            progress::mark,
                            metrics::leftOut),
                    open);
            var scheduler =
                    opened(new PollScheduler(clock, progress, settings.cloud().callTimeout()), open);
            var budgets = new Budgets(settings.quotaShare(), settings.targets());
            var api = new HeapGuardedVpnApi(
                    new BudgetedVpnApi(new CountedVpnApi(cloud, metrics, progress), budgets, metrics, progress), heap);
            var assignment = new Assignment(scheduler, api, logs, metrics, heap, settings, clock);
            membership.start(assignment);
            opened(
                            new TargetRetirer(
                                    () -> new TargetViews(settings.kafka()), assignment, settings.groupId(), clock),
                            open)
                    .start();
            LOG.atInfo()
                    .addKeyValue("targets", settings.targets())
                    .addKeyValue("interval", settings.pollInterval())
                    .log("Ingest started; it polls the targets that the group assigns to it");
            return new Ingest(settings, assignment, scheduler, membership, open);
        } catch (RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    /** The rights that it needs in a cluster with ACLs. */
    public static Rights rights(String groupId, TopicNames topicNames) {
        return new Rights(topicNames)
                .reads(TOPICS)
                .writes(List.of(Topics.OBSERVATIONS))
                .joins(groupId)
                .transacts(groupId + "-");
    }

    private static <T extends AutoCloseable> T opened(T it, Deque<AutoCloseable> open) {
        open.push(it);
        return it;
    }

    /**
     * Applies changes of targets and paces at run time, whenever the source returns other settings; refused settings change
     * nothing.
     *
     * @param source reads the settings; throws OperatorException if that fails
     */
    public void follow(Supplier<Settings> source) {
        opened(new LiveSettings(source, settings, assignment::apply), open).start();
    }

    private void endWith(CompletableFuture<Void> part) {
        part.whenComplete((nothing, failure) -> {
            if (failure != null) {
                ended.completeExceptionally(failure);
            }
        });
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public Health health() {
        if (ended.isCompletedExceptionally()) {
            return Health.dead("ingest has failed: its log says why");
        }
        if (scheduler.isStuck()) {
            return Health.dead("a target is no longer being polled");
        }
        if (!membership.isJoined()) {
            return Health.starting("waiting until the group assigns targets to it");
        }
        if (!scheduler.wasEveryTargetScanned()) {
            return Health.starting("not every target has been scanned yet");
        }
        long targets = scheduler.targets();
        return Health.ready(targets == 0 ? "in reserve: other processes poll every target" : "polling " + targets);
    }

    /** Without the topic of targets: it is only read for retirements, again and again until it is there. */
    @Override
    public Set<String> topics() {
        return Set.of(settings.kafka().topic(Topics.OBSERVATIONS).name());
    }

    @Override
    public CompletableFuture<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            closeAll(open);
            ended.complete(null);
        }
    }

    private static void closeAll(Deque<AutoCloseable> open) {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("A part of ingest did not close cleanly");
            }
        }
    }
}
