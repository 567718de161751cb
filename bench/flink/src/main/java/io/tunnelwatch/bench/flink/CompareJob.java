package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.processor.domain.observation.Snapshot;
import io.tunnelwatch.processor.domain.Transition;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.DataStreamUtils;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * A job that decodes, compares with the previous state and publishes status changes, exactly once. Its settings are those that
 * suit it best: one task, objects reused, state on the heap with checkpoints in files, transactional ids reused.
 */
final class CompareJob {
    private CompareJob() {}

    /**
     * Runs from source to sink in one thread, without copying: with one task all keys are local. A job that has to scale must
     * shuffle by key, which writes and reads every observation once more.
     */
    static JobClient start(KafkaAccess access, String group, Duration checkpoints, Path directory) throws Exception {
        var environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings(directory));
        environment.enableCheckpointing(checkpoints.toMillis(), CheckpointingMode.EXACTLY_ONCE);
        DataStream<Observation> observations =
                environment.fromSource(source(access, group), WatermarkStrategy.noWatermarks(), "observations");
        KeySelector<Observation, String> key = it -> it.target() + "/" + ((Snapshot) it.body()).connectionId();
        DataStreamUtils.reinterpretAsKeyedStream(observations, key, Types.STRING)
                .process(new Compare(), TypeInformation.of(Transition.class))
                .sinkTo(sink(access, group));
        return environment.executeAsync(group);
    }

    private static Configuration settings(Path directory) {
        var settings = new Configuration();
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY,
                directory.resolve("checkpoints").toUri().toString());
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none"); // a failure has to be seen
        return settings;
    }

    private static KafkaSource<Observation> source(KafkaAccess access, String group) {
        return KafkaSource.<Observation>builder()
                .setBootstrapServers(access.bootstrapServers())
                .setTopics(Topics.OBSERVATIONS.name())
                .setGroupId(group)
                .setProperty("isolation.level", "read_committed")
                .setProperty("max.poll.records", "1000")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Decode(access.bootstrapServers(), access.registryUrl()))
                .build();
    }

    private static KafkaSink<Transition> sink(KafkaAccess access, String group) {
        return KafkaSink.<Transition>builder()
                .setBootstrapServers(access.bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(group)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setProperty("transaction.timeout.ms", "60000")
                .setProperty("compression.type", "zstd")
                .setProperty("linger.ms", "5")
                .setRecordSerializer(
                        new Encode(group + "-transitions", access.bootstrapServers(), access.registryUrl()))
                .build();
    }
}
