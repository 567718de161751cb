package io.tunnelwatch.ingest;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.api.Target;
import io.tunnelwatch.ingest.api.VpnApi;
import io.tunnelwatch.ingest.mapper.Fingerprints;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.poller.Poller;
import io.tunnelwatch.ingest.poller.Shard;
import io.tunnelwatch.ingest.poller.TargetPoller;
import io.tunnelwatch.ingest.poller.TargetPoller.Pace;
import io.tunnelwatch.ingest.publisher.ObservationLog;
import io.tunnelwatch.ingest.publisher.ObservationLogs;
import io.tunnelwatch.ingest.publisher.Shards;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.Prerequisites;
import io.tunnelwatch.schemas.program.Program;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The polling program. Of two that poll the same targets the later one wins and the earlier one stops polling them, stays
 * alive and says through its health that it is not needed.
 */
public final class Ingest implements Program {
    private static final Logger LOG = LoggerFactory.getLogger(Ingest.class);

    private final Poller poller;
    private final List<AutoCloseable> resources;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Ingest(Poller poller, List<AutoCloseable> resources) {
        this.poller = poller;
        this.resources = List.copyOf(resources);
    }

    /** @throws io.tunnelwatch.schemas.program.OperatorException when a setting or the topic is not as it must be */
    public static Ingest start(IngestSettings settings, CredentialsSource credentials, PrometheusRegistry registry) {
        Prerequisites.require(settings.kafka(), List.of(Topics.OBSERVATIONS));
        var clock = Clock.systemUTC();
        var fingerprints = new Fingerprints(settings.fingerprintKey()
                .map(it -> it.value().getBytes(StandardCharsets.UTF_8))
                .orElseGet(() -> FingerprintKey.in(settings.dataDirectory())));
        var cloud = settings.cloud().api(credentials, new ResponseMapper(fingerprints), clock);
        var logs = new ObservationLogs(settings.kafka());
        var metrics = new IngestMetrics(registry, clock, settings.targets());
        var resources = new ArrayList<AutoCloseable>(List.of(logs, metrics));
        try {
            var api = new CountedVpnApi(cloud, metrics);
            var poller = new Poller(pollers(settings, api, logs, metrics, resources, clock), clock);
            poller.start();
            LOG.atInfo()
                    .addKeyValue("targets", settings.targets())
                    .addKeyValue("interval", settings.pollInterval())
                    .log("Polling");
            return new Ingest(poller, resources);
        } catch (RuntimeException e) {
            closeAll(resources);
            throw e;
        }
    }

    private static List<TargetPoller> pollers(
            IngestSettings settings,
            VpnApi api,
            ObservationLogs logs,
            IngestMetrics metrics,
            List<AutoCloseable> resources,
            Clock clock) {
        Map<Integer, Shard> shards = new HashMap<>();
        var pace = new Pace(settings.pollInterval(), settings.keyScanInterval());
        var random = new Random();
        var pollers = new ArrayList<TargetPoller>();
        for (Target target : settings.targets()) {
            Shard shard =
                    shards.computeIfAbsent(Shards.of(target.key(), Topics.OBSERVATIONS.partitions()), partition -> {
                        ObservationLog log = logs.of(partition);
                        resources.add(log);
                        return new Shard(partition, log);
                    });
            pollers.add(new TargetPoller(target, pace, api, shard, metrics, clock, random));
        }
        return pollers;
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public Health health() {
        List<String> givenUp = poller.givenUp();
        if (poller.ended().isCompletedExceptionally()) {
            return Health.dead("a poller met a bug");
        }
        if (poller.isStuck()) {
            return Health.dead("a target is no longer being polled");
        }
        if (!givenUp.isEmpty()) {
            return Health.starting("another ingest process polls " + String.join(", ", givenUp));
        }
        return poller.isEveryTargetTried() ? Health.ready("polling") : Health.starting("first look at every target");
    }

    @Override
    public CompletableFuture<Void> ended() {
        return poller.ended();
    }

    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        poller.close();
        closeAll(resources);
    }

    private static void closeAll(List<AutoCloseable> resources) {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("Something did not close");
            }
        }
    }
}
