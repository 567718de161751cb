package io.tunnelwatch.bench.flink;

import io.tunnelwatch.processor.domain.observation.Observation;
import io.tunnelwatch.runtime.KafkaAccess;
import io.tunnelwatch.schemas.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.TransactionNamingStrategy;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The environment, source and sink of a job. The settings are those that suit it best: one task, objects reused, checkpoints
 * in files, transactional ids reused.
 */
final class JobParts {
    private JobParts() {}

    /** An environment that goes on from the latest checkpoint in the directory, if there is one. */
    static StreamExecutionEnvironment environment(String backend, Duration checkpoints, Path directory)
            throws IOException {
        var settings = new Configuration();
        settings.set(PipelineOptions.OBJECT_REUSE, true);
        settings.set(StateBackendOptions.STATE_BACKEND, backend);
        settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, true); // of RocksDB; the heap writes everything
        settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
        settings.set(
                CheckpointingOptions.CHECKPOINTS_DIRECTORY, directory.toUri().toString());
        settings.set(
                CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION,
                ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
        settings.set(RestartStrategyOptions.RESTART_STRATEGY, "none"); // a failure has to be seen
        latest(directory).ifPresent(it -> settings.set(StateRecoveryOptions.SAVEPOINT_PATH, it));
        var environment = StreamExecutionEnvironment.createLocalEnvironment(1, settings);
        environment.enableCheckpointing(checkpoints.toMillis(), CheckpointingMode.EXACTLY_ONCE);
        return environment;
    }

    /** A checkpoint is complete when it has its metadata. */
    private static Optional<String> latest(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return Optional.empty();
        }
        try (var files = Files.walk(directory)) {
            return files.filter(it -> it.endsWith("_metadata"))
                    .max(Comparator.comparingLong(it -> it.toFile().lastModified()))
                    .map(it -> it.resolveSibling("").toUri().toString());
        }
    }

    static DataStream<Observation> observations(
            StreamExecutionEnvironment environment, KafkaAccess access, String group, Decode decode) {
        var source = KafkaSource.<Observation>builder()
                .setBootstrapServers(access.bootstrapServers())
                .setTopics(Topics.OBSERVATIONS.name())
                .setGroupId(group)
                .setProperty("isolation.level", "read_committed")
                .setProperty("max.poll.records", "1000")
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(decode)
                .build();
        return environment.fromSource(source, WatermarkStrategy.noWatermarks(), "observations");
    }

    static <T> KafkaSink<T> sink(KafkaAccess access, String group, KafkaRecordSerializationSchema<T> encode) {
        return KafkaSink.<T>builder()
                .setBootstrapServers(access.bootstrapServers())
                .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
                .setTransactionalIdPrefix(group)
                .setTransactionNamingStrategy(TransactionNamingStrategy.POOLING)
                .setProperty("transaction.timeout.ms", "60000")
                .setProperty("compression.type", "zstd")
                .setProperty("linger.ms", "5")
                .setRecordSerializer(encode)
                .build();
    }
}
