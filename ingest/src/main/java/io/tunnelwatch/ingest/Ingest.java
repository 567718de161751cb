package io.tunnelwatch.ingest;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.poller.Poller;
import io.tunnelwatch.ingest.publisher.Membership;
import io.tunnelwatch.ingest.publisher.ObservationLogs;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.Prerequisites;
import io.tunnelwatch.schemas.program.Program;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The polling program. All that run share the targets among them; when one ends, be it by a kill, the others take its
 * targets over.
 */
public final class Ingest implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final Poller poller;
    private final Membership membership;

    /** The last one opened is the first one closed. */
    private final Deque<AutoCloseable> open;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private Ingest(Poller poller, Membership membership, Deque<AutoCloseable> open) {
        this.poller = poller;
        this.membership = membership;
        this.open = open;
        endWith(poller.ended());
        endWith(membership.ended());
    }

    /** @throws io.tunnelwatch.schemas.program.OperatorException when a setting or the topic is not as it must be */
    public static Ingest start(IngestSettings settings, CredentialsSource credentials, PrometheusRegistry registry) {
        Prerequisites.require(settings.kafka(), List.of(Topics.OBSERVATIONS));
        var clock = Clock.systemUTC();
        var cloud = settings.cloud().api(credentials, new ResponseMapper(settings.fingerprints()), clock);
        var open = new ArrayDeque<AutoCloseable>();
        try {
            var metrics = opened(new IngestMetrics(registry, clock), open);
            var membership = opened(new Membership(settings.kafka(), settings.groupId(), settings.instanceId()), open);
            var logs = opened(new ObservationLogs(settings.kafka(), settings.groupId(), membership::metadata), open);
            var poller = opened(new Poller(clock), open);
            membership.start(new Holdings(poller, new CountedVpnApi(cloud, metrics), logs, metrics, settings, clock));
            LOG.atInfo()
                    .addKeyValue("targets", settings.targets())
                    .addKeyValue("interval", settings.pollInterval())
                    .log("Polling, as far as no other process does");
            return new Ingest(poller, membership, open);
        } catch (RuntimeException e) {
            closeAll(open);
            throw e;
        }
    }

    private static <T extends AutoCloseable> T opened(T it, Deque<AutoCloseable> open) {
        open.push(it);
        return it;
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
            return Health.dead("ingest cannot go on");
        }
        if (poller.isStuck()) {
            return Health.dead("a target is no longer being polled");
        }
        if (!membership.isJoined()) {
            return Health.starting("waiting for its share of the targets");
        }
        if (!poller.isEveryTargetTried()) {
            return Health.starting("first look at every target");
        }
        long targets = poller.targets();
        return Health.ready(targets == 0 ? "standing by: other processes poll every target" : "polling " + targets);
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
                LOG.atWarn().setCause(e).log("Something did not close");
            }
        }
    }
}
