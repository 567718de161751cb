package io.tunnelwatch.app;

import io.tunnelwatch.app.assembly.CommandEnvironment;
import io.tunnelwatch.ingest.IngestSettings;
import io.tunnelwatch.ingest.publisher.ObservationRecord;
import io.tunnelwatch.ingest.publisher.Retirement;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.runtime.OperatorException;
import io.tunnelwatch.runtime.Prerequisites;
import io.tunnelwatch.runtime.Settings;
import io.tunnelwatch.runtime.TargetViews;
import io.tunnelwatch.schemas.topics.TargetPartitioner;
import io.tunnelwatch.schemas.topics.Topics;
import io.tunnelwatch.v1.Observation;
import io.tunnelwatch.v1.RetirementReason;
import io.tunnelwatch.v1.TargetView;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code tunnelwatch targets retire}. */
@Command(
        name = "retire",
        mixinStandardHelpOptions = true,
        description =
                "Retires a target that is no longer polled: its alerts end, and its connections leave " + "the board.",
        footer = {
            "",
            "If you remove a target from the setting targets of a running ingest process, that "
                    + "process retires it. This command is for a target whose process is gone for good. Poll "
                    + "the target again to bring it back.",
            "",
            "Examples:",
            "  tunnelwatch targets retire prod/cn-hangzhou",
            "      prints what would happen",
            "  tunnelwatch targets retire prod/cn-hangzhou --yes --data-dir ./data",
            "      retires a target of 'tunnelwatch up --data-dir ./data'"
        })
final class RetireCommand implements Callable<Integer> {
    private static final Duration JUDGED_WITHIN = Duration.ofSeconds(15);

    private final CommandEnvironment environment;

    @Parameters(paramLabel = "NAME", description = "The target, as account/region.")
    private String target = "";

    @Option(names = "--yes", description = "Retire the target. Without this it prints what would happen.")
    private boolean yes;

    @Mixin
    private KafkaOptions options = new KafkaOptions();

    RetireCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = options.read(environment.environment());
        var kafka = KafkaAccess.of(settings);
        Prerequisites.require(kafka, List.of(Topics.OBSERVATIONS, Topics.TARGETS));
        try (var views = new TargetViews(kafka)) {
            TargetView view = views.read().get(target);
            if (view == null) {
                throw new OperatorException(
                        "There is no target " + target + ": 'tunnelwatch targets' lists the targets.");
            }
            if (view.getRetiredAt() != null) {
                environment.out().println(target + " was retired at " + view.getRetiredAt() + ".");
                return 0;
            }
            refuseIfPolled(view, settings);
            refuseWithoutConsent(view);
            write(kafka, Retirement.of(view, RetirementReason.BY_HAND, System.getProperty("user.name"), Instant.now()));
            return awaitJudged(views);
        }
    }

    private void refuseIfPolled(TargetView view, Settings settings) {
        RetirementCheck.objection(target, view, named(settings), Instant.now()).ifPresent(it -> {
            throw new OperatorException(it);
        });
    }

    private static Set<String> named(Settings settings) {
        return settings.value(IngestSettings.TARGETS).stream()
                .flatMap(it -> Arrays.stream(it.split(",")))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    private void refuseWithoutConsent(TargetView view) {
        if (!yes) {
            throw new OperatorException("This ends every alert of " + target + " and takes its " + view.getConnections()
                    + " connections off the board. Add --yes to do it.");
        }
    }

    private void write(KafkaAccess kafka, Observation retirement) throws InterruptedException {
        var config = kafka.producer();
        config.put("enable.idempotence", true);
        config.putIfAbsent("delivery.timeout.ms", 30_000);
        config.putIfAbsent("request.timeout.ms", 10_000);
        var partition = new TopicPartition(
                kafka.topic(Topics.OBSERVATIONS).name(), TargetPartitioner.partition(target, kafka.partitions()));
        try (var producer = new KafkaProducer<>(
                config, new StringSerializer(), kafka.serde(Observation.class).serializer())) {
            producer.send(ObservationRecord.of(partition, retirement)).get();
        } catch (ExecutionException e) {
            throw new OperatorException("The retirement of " + target + " could not be written: " + e.getCause(), e);
        }
    }

    private int awaitJudged(TargetViews views) {
        long giveUp = System.nanoTime() + JUDGED_WITHIN.toNanos();
        while (System.nanoTime() < giveUp) {
            TargetView now = views.read().get(target);
            if (now != null && now.getRetiredAt() != null) {
                environment.out().println(target + " is retired.");
                return 0;
            }
        }
        environment
                .err()
                .println("tunnelwatch: The retirement of " + target
                        + " is written, but the processor has not judged it within "
                        + JUDGED_WITHIN.toSeconds()
                        + " s: check that the processor runs, and that nobody polls the target.");
        return 1;
    }
}
