package io.tunnelwatch.app.assembly;

import io.tunnelwatch.ingest.saved.SimulatedPast;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TopicAdmin;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.simulator.ScenarioPast;
import io.tunnelwatch.sink.commands.KafkaCommandLog;
import io.tunnelwatch.v1.Command;
import io.tunnelwatch.v1.CommandType;
import io.tunnelwatch.v1.LabelMatcher;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletionException;

/** The demo's past in the log: what the cloud showed, and what people planned. Everything else is left to the detector. */
record DemoPast(ScenarioPast past, Duration length) {
    private static final String PEOPLE = "simulated-operator";

    /**
     * Writes it into the broker of this process, which keeps it as long as if it were observed from now on. What a target
     * already has in the log stays as it is.
     *
     * @return the number of observations
     */
    int write(Settings settings) {
        var kafka = KafkaAccess.of(settings);
        try (var topics = TopicAdmin.connect(kafka)) {
            topics.keep(
                    kafka.topic(Topics.OBSERVATIONS),
                    Topics.OBSERVATIONS.retention().orElseThrow().plus(length));
        }
        int observations = 0;
        for (String target : past.targets()) {
            observations += SimulatedPast.publish(settings, target, past.listings(target), now());
        }
        if (observations > 0) {
            plan(kafka);
        }
        return observations;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private void plan(KafkaAccess kafka) {
        try (var log = new KafkaCommandLog(kafka)) {
            past.plannedWork()
                    .forEach(it ->
                            log.write(maintenance(it)).toCompletableFuture().join());
        } catch (CompletionException e) {
            throw new OperatorException(
                    "The simulated past cannot be written into the broker of this process: see the log.", e);
        }
    }

    private Command maintenance(ScenarioPast.PlannedWork work) {
        Instant from = past.at(work.from());
        return Command.newBuilder()
                .setCommandId("simulated-maintenance")
                .setType(CommandType.MAINTENANCE)
                .setBy(PEOPLE)
                .setAt(past.at(work.declared()))
                .setReason(work.reason())
                .setMatchers(List.of(LabelMatcher.newBuilder()
                        .setName("vpn_gateway_id")
                        .setValue(work.gatewayId())
                        .build()))
                .setFrom(from)
                .setUntil(from.plus(work.length()))
                .build();
    }
}
