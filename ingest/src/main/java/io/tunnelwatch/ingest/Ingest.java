package io.tunnelwatch.ingest;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.tunnelwatch.ingest.api.AlibabaVpnApi;
import io.tunnelwatch.ingest.mapper.Fingerprints;
import io.tunnelwatch.ingest.mapper.ResponseMapper;
import io.tunnelwatch.ingest.poller.PollMetrics;
import io.tunnelwatch.ingest.poller.Poller;
import io.tunnelwatch.ingest.publisher.KafkaObservationLog;
import io.tunnelwatch.schemas.program.Health;
import io.tunnelwatch.schemas.program.Program;
import io.tunnelwatch.schemas.topics.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The polling program. */
public final class Ingest implements Program {
    private final Poller poller;
    private final KafkaObservationLog log;
    private final int targets;

    private Ingest(Poller poller, KafkaObservationLog log, int targets) {
        this.poller = poller;
        this.log = log;
        this.targets = targets;
    }

    public static Ingest start(IngestSettings settings, CredentialsSource credentials, PrometheusRegistry metrics) {
        try (var topics = TopicAdmin.connect(settings.kafka().admin())) {
            topics.require(List.of(Topics.OBSERVATIONS));
        }
        var clock = Clock.systemUTC();
        var fingerprints = new Fingerprints(
                settings.fingerprintKey().orElseGet(() -> FingerprintKey.in(settings.dataDirectory())));
        var api = new AlibabaVpnApi(
                settings.endpoints(), credentials, new ResponseMapper(fingerprints), settings.callDeadline(), clock);
        var log = new KafkaObservationLog(settings.kafka(), settings.targets());
        var poller = new Poller(settings.targets().size(), settings.polling(), new PollMetrics(metrics, clock));
        poller.start(settings.targets(), api, log, clock);
        return new Ingest(poller, log, settings.targets().size());
    }

    @Override
    public String name() {
        return "ingest";
    }

    @Override
    public Health health() {
        if (poller.ended().isCompletedExceptionally()) {
            return Health.dead("ingest has stopped polling");
        }
        return poller.hasSeenAll()
                ? Health.ready("ingest polls " + targets + (targets == 1 ? " target" : " targets"))
                : Health.starting("ingest has not looked at every target yet");
    }

    @Override
    public CompletableFuture<Void> ended() {
        return poller.ended();
    }

    @Override
    public void close() {
        poller.close();
        log.close();
    }
}
